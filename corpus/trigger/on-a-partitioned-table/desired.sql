create table t (a integer) partition by range (a);
create table t1 partition of t for values from (0) to (10);
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touch after insert on t for each row execute function touch();
