-- statement: COMMENT ON
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)

create table public.t (id integer primary key, a integer, b text);
comment on table public.t is 'it''s a table';
comment on column public.t.a is 'a';
