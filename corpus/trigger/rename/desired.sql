create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger "at=first" before insert on t for each row execute function f();
comment on trigger "at=first" on t is 'first of all';
