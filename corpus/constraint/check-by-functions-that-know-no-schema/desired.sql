create type mood as enum ('sad', 'ok');
create function is_short(a text) returns boolean language sql immutable as $$ select length(a) < 100 $$;
create function is_fine(a text) returns boolean language sql immutable as $$ select is_short(a) and 'ok'::mood is not null $$;
create table t (id int primary key, a text, constraint fine check (is_fine(a)));
