create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create table t1 (a integer not null);
