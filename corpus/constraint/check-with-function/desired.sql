create function is_code(text) returns boolean language sql immutable as $$ select $1 ~ '^[A-Z]+$' $$;
create table items (code text check (is_code(code)));
