insert into t values (1, 'x');
insert into u values (10, 'y'), (19, 'z');
