insert into u values (1), (3);
insert into r values (101);
