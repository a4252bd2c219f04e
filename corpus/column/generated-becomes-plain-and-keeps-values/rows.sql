insert into items values (3);
