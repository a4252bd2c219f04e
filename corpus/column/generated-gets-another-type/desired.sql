create table t (id int primary key, a int, g int generated always as (a * 2) stored, h int generated always as (a + 1) stored);
create index t_g_idx on t (g);
