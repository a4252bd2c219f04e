-- rule: 11
-- disproven: line 4: the first run makes something else than the script as it was

create table a (id integer primary key);
create table b (id text primary key);
alter table a rename to aside;
alter table b rename to a;
alter table aside rename to b;
