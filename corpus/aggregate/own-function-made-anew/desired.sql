create function step(state int, x int) returns int language sql immutable as 'select state + x';
create aggregate total(int) (sfunc = step, stype = int);
