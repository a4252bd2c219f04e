insert into items values (3, 4);
