create function old(a integer) returns integer language sql as $$ select $1 $$;
