insert into t values (1, 'a'), (2, 'b');
insert into z values (1);
insert into c values (2);
