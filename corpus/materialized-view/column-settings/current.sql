create materialized view m as select 1 as a, 'x'::text as b, 1.5::numeric as c;
alter materialized view m alter column b set compression pglz, alter column a set (n_distinct = 5);
create materialized view n as select 1 as a, 'x'::text as b;
alter materialized view n alter column a set statistics 50, alter column b set storage external;
