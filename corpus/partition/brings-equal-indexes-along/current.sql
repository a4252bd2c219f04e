create table m (id int, f int) partition by list (f);
create index m_idx on m (id);
create table m1 (id int, f int);
create index first on m1 (id);
create index second on m1 (id);
