insert into items values ('ABC');
