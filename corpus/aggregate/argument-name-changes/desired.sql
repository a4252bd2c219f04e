create aggregate total(y int) (sfunc = int4_sum, stype = int8);
