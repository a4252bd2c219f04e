insert into t values (row(1, 'x'));
insert into u values ('{a,b}');
