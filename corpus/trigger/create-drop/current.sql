create table t (a integer);
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger old before insert on t for each row execute function touch();
