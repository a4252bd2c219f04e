create table t (a integer);
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger one before insert on t for each row execute function touch();
create trigger two before insert on t for each row execute function touch();
alter table t disable trigger one;
alter table t enable always trigger two;
