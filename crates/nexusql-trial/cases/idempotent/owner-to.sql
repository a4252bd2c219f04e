-- statement: OWNER TO
-- as written: repeatable
-- pg-idempotent: FAIL run 1
-- confiture: ok (left)

create role keeper;
create table public.t (id integer primary key, a integer, b text);
alter table public.t owner to keeper;
