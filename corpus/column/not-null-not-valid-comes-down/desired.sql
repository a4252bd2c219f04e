create table i (a integer);
create table j () inherits (i);
alter table i add constraint i_set not null a not valid;
