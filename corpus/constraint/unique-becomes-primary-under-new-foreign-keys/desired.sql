create table t (id integer primary key, name text);
create table a (t integer constraint a_t_fkey references t (id));
create table b (t integer constraint b_t_fkey references t (id) on delete cascade);
create table c (t integer constraint c_t_fkey references t (id));
