create table t (kind text, b integer) partition by list (kind);
create table t_a partition of t for values in ('a', 'it''s');
create table t_rest partition of t default;
create table u partition of t for values in ('b', null);
create table t_c partition of t for values in ('c', 'd');
