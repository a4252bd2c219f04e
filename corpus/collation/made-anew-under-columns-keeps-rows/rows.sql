insert into t values ('a', 'x'), ('b', 'y');
