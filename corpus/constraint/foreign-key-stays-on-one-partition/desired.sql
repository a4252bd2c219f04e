create table r (id int primary key);
create table m (id int, r int) partition by list (id);
create table m1 partition of m for values in (1);
create table m2 partition of m default;
alter table m1 add constraint m_r_fkey foreign key (r) references r;
