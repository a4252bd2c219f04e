create table t (id integer not null, name text, constraint t_id_key unique (id));
create table a (t integer constraint a_t_fkey references t (id));
create table b (t integer constraint b_t_fkey references t (id));
