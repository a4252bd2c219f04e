create function soon() returns timestamptz language sql stable as $$ select now() + interval '1 minute' $$;
create table jobs (id integer, at timestamptz default soon());
