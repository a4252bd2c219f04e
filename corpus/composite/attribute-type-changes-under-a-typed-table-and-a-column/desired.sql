create type place as (n bigint);
create table t of place;
create table u (p place);
