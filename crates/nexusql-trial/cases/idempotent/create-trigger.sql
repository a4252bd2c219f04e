-- statement: CREATE TRIGGER
-- as written: fails 42710
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create table public.t (id integer primary key, a integer, b text);
create trigger tr before insert on public.t for each row execute function public.f();
