insert into t values (1, 2), (1, 5);
refresh materialized view m;
