create table p(id int not null, k text) partition by list(k);
create table p1 partition of p for values in ('a');
create table p2 partition of p for values in ('b');
