create table q(a int constraint qa check (a>0) no inherit);
create table qc() inherits(q);
