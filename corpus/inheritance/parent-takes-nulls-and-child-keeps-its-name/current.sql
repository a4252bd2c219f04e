create table p (a integer not null, b integer not null);
create table c () inherits (p);
alter table c add primary key (a);
