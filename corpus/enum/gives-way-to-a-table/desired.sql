create table k (name text primary key);
create table t (x text references k);
create view m as select 1 as a;
create table u (y text);
