create function f(b integer) returns integer language sql as $$ select b $$;
