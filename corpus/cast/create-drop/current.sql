create type pair as (a int, b int);
create type mood as enum ('sad', 'fine');
create function to_int(pair) returns int language sql immutable as 'select ($1).a';
