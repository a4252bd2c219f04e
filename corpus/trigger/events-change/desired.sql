create table t (a integer);
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touch before insert or update or delete on t for each row execute function touch();
