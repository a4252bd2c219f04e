create table p (a integer not null);
create table c () inherits (p);
alter table c add constraint c_pk primary key (a);
