create materialized view m as select 1 as a, 'x'::text as b, 1.5::numeric as c;
alter materialized view m alter column c set storage external, alter column a set (n_distinct_inherited = 7), alter column a set statistics 0;
create materialized view n as select 2 as a, 'y'::text as b;
alter materialized view n alter column a set statistics 50, alter column b set storage external;
