create table t (a integer);
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger new after update of a on t for each row when (old.a is distinct from new.a) execute function touch('x', '1');
