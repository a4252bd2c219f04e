insert into words values ('a', 1);
