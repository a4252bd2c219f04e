-- rule: 10

create table t (id integer, p integer, q integer, unique (id) include (p, q));
alter table t add unique (p) include (q);
create index on t (id) include (p);
create index on t (id, lower(q::text)) include (p, q);
