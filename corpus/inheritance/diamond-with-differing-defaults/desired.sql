create table top (a integer);
create table l (a integer default 1) inherits (top);
create table r (a integer default 2) inherits (top);
create table k (a integer default 3) inherits (l, r);
create table m (b integer default 1);
create table n (b integer default 2);
create table o (b integer default 0) inherits (m, n);
alter table only o alter b drop default;
