-- rule: 18

create table t (id integer primary key, a text, b text, c integer);
create index t_a on t (a);
insert into t (id, a, b) values (1, 'x', 'y');
comment on column t.a is 'gone';
alter table t add column d integer default 3;
alter table t add constraint d_positive check (d > 0);
update t set c = 4 where id = 1;
alter table t drop column a;
alter table t drop column d;
alter table t alter column b type integer using length(b);
alter table t alter column b type numeric(10, 2);
alter table t drop constraint t_pkey;
alter table t add primary key (id, b);
create function f() returns integer language sql as $$ select 1 $$;
alter function f() rename to g;
create table gone (x integer);
insert into gone values (1), (2);
insert into t (id, b, c) select x + 1, 0, x from gone;
drop table gone;
create type old_type as enum ('x');
alter table t add column e old_type;
alter table t alter column e type text;
drop type old_type;
