create type pair as (a int, b int);
create type mood as enum ('sad', 'fine');
create function to_int(pair) returns int language sql immutable as 'select ($1).a';
create cast (pair as int) with function to_int(pair) as assignment;
create cast (mood as int) with inout as implicit;
create cast (bit[] as "char") with inout;
comment on cast (pair as int) is 'the first';
