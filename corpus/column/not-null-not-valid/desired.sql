create table t (a integer, b integer);
alter table t add constraint nn not null b not valid;
create table u (a integer);
alter table u add not null a not valid;
create table n (a integer);
alter table n add constraint n_set not null a not valid;
