create function fine(int) returns bool language sql immutable as 'select $1 > 0';
create domain d as int constraint is_fine check (fine(value));
