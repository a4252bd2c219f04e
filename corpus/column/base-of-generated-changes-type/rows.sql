insert into items values (250);
