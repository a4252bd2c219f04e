-- statement: CREATE CONSTRAINT TRIGGER
-- as written: fails 42710
-- pg-idempotent: FAIL run 1
-- confiture: not rewritten, fails run 2

create function public.f() returns trigger language plpgsql as $$ begin return new; end $$;
create table public.t (id integer primary key, a integer, b text);
create constraint trigger tr after insert on public.t deferrable initially deferred for each row execute function public.f();
