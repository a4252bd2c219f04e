create table t (a int);
create type u as (x int);
