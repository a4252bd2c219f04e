create table t (a integer) partition by range (a);
create table t1 partition of t for values from (0) to (10);
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
