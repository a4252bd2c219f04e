create table t (a integer, b integer);
create table u (a integer);
create table p (a integer, b integer) partition by list (a);
create table p1 partition of p for values in (1);
create table v (a integer constraint v_set not null);
create table w (a integer);
alter table w add constraint w_set not null a not valid;
