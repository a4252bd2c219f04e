create table t (a int);
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger early before insert on t for each row execute function f();
comment on trigger early on t is 'first of all';
