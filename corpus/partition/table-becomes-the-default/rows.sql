insert into t values (1, 'x');
insert into u values (20, 'y'), (-1, 'z');
