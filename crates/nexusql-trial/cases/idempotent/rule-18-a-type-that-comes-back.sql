-- rule: 18
-- finding: It computes new values, and the column gets its old type back later.

create table t (id integer, a text);
insert into t values (1, '5');
alter table t alter column a type integer using a::integer * 2;
alter table t alter column a type text using 'n' || a;
