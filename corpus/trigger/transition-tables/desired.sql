create table t (a integer);
create function touch() returns trigger language plpgsql as $$ begin return null; end $$;
create trigger sums after update on t referencing old table as gone new table as come for each statement execute function touch();
