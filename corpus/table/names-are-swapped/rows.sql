insert into a values (1, 5, 'x');
insert into b values (2);
