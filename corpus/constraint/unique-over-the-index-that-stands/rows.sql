insert into t values (1, 'a', 1), (2, 'b', 2);
insert into r values (1);
