create table t (id int primary key, a int, g bigint generated always as (a * 2) stored, h text generated always as (lower(chr(a))) stored);
create index t_g_idx on t (g);
