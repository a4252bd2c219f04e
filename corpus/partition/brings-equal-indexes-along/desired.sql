create table m (id int, f int) partition by list (f);
create table m1 partition of m for values in (1, 2, 3);
create index m_idx on m (id);
create index first on m1 (id);
create index second on m1 (id);
