create function step(s int, x int) returns int language sql immutable as 'select s + x';
create aggregate total(int) (sfunc = step, stype = int);
