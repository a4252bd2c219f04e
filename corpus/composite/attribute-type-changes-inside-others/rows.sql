insert into t values (1, row(row(1, 2), row(3, 4)), row(row(5, 6), null), array[row(row(7, 8), null)::edge]);
