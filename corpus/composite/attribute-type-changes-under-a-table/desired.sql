create type place as (n bigint);
create table t (p place);
