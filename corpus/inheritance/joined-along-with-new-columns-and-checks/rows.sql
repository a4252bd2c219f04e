insert into c values (1);
insert into m values (2, 3);
