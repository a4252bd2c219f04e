insert into "Odd one" values (1, 1, 1);
insert into c values (1, 1);
insert into p values (1, 1);
