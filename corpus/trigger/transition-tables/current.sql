create table t (a integer);
create function touch() returns trigger language plpgsql as $$ begin return null; end $$;
