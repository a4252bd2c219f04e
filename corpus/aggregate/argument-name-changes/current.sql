create aggregate total(x int) (sfunc = int4_sum, stype = int8);
