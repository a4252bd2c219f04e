create table t (a integer);
create function touch() returns trigger language plpgsql as $$ begin return null; end $$;
create constraint trigger checked after insert on t deferrable initially deferred for each row execute function touch();
