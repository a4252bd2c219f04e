insert into t (b) values ('x'), ('y');
insert into s.t (b) values ('z');
