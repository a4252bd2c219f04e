insert into t values (1, '2024-01-01', 'x'), (9, null, 'y');
