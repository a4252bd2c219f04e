insert into t values (1, row(4, 'Main, "St"'), array[row(1, null), row(2, '')]::place[]), (2, null, '{}'), (3, row(null, null), null);
