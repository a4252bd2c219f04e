insert into t1 select from generate_series(1, 100);
insert into t2 select from generate_series(1, 5);
