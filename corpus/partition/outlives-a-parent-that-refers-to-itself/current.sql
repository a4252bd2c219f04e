create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create table t (a integer not null primary key references t) partition by range (a);
create table t1 partition of t for values from (1) to (10);
create trigger g before insert on t for each row execute function f();
