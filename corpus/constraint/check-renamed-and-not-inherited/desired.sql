create table q(a int constraint qb check (a>0) no inherit);
create table qc() inherits(q);
