create type pair as (a int, b int);
create function lt(pair, pair) returns bool language sql immutable as 'select ($1).a < ($2).a';
create function le(pair, pair) returns bool language sql immutable as 'select ($1).a <= ($2).a';
create function eq(pair, pair) returns bool language sql immutable as 'select ($1).a = ($2).a';
create function ne(pair, pair) returns bool language sql immutable as 'select ($1).a <> ($2).a';
create function ge(pair, pair) returns bool language sql immutable as 'select ($1).a >= ($2).a';
create function gt(pair, pair) returns bool language sql immutable as 'select ($1).a > ($2).a';
create function cmp(pair, pair) returns int language sql immutable as 'select ($1).a - ($2).a';
create function hash(pair) returns int language sql immutable as 'select ($1).a';
