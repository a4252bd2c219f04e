-- statement: ADD FOREIGN KEY
-- as written: fails 42710
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create table public.t (id integer primary key, a integer, b text);
create table public.c (t_id integer);
alter table public.c add constraint c_t foreign key (t_id) references public.t (id) on delete cascade;
alter table public.c add foreign key (t_id) references public.t;
