create schema a;
create schema b;
create table a.one (id int primary key);
create table b.two (id int primary key, one_id int references a.one (id) on delete cascade);
create table a.three (id int primary key, two_id int constraint three_two references b.two, constraint three_self foreign key (id) references a.one);
create table b.four (id int primary key, three_id int references a.three deferrable initially deferred);
insert into a.one values (1);
insert into b.two values (1, 1);
