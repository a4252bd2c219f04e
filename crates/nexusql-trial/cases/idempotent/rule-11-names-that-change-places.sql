-- rule: 11
-- finding: It takes the name of another one later, and nothing tells whether it has.

create table a (id integer primary key);
create table b (id text primary key);
alter table a rename to aside;
alter table b rename to a;
alter table aside rename to b;
