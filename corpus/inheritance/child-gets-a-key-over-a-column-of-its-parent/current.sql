create table p (a integer not null);
create table c () inherits (p);
