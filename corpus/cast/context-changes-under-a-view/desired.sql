create type pair as (a int, b int);
create type mood as enum ('sad', 'fine');
create function to_int(pair) returns int language sql immutable as 'select ($1).a';
create cast (pair as int) with function to_int(pair) as assignment;
create view v as select row(1,2)::pair::int as x;
