insert into t (b) values ('x');
insert into u values (1000, 'y');
