create table m (id int not null, f int not null, constraint m_key unique (id, f)) partition by list (f);
create table m1 partition of m for values in (1, 2, 3);
create table m2 partition of m default;
