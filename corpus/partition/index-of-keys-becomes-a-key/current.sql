create table m (id int not null, f int not null) partition by list (f);
create table m1 partition of m for values in (1, 2, 3);
create table m2 partition of m default;
create unique index m_key on m (id, f);
alter table m1 add constraint m1_own primary key using index m1_id_f_idx;
