insert into t values (1, (7, 'seven'), null), (2, null, (8, null));
