insert into t values (1, 1), (2, 2);
insert into z values (1);
insert into c values (2);
