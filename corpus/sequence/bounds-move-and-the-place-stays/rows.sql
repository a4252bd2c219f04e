select nextval('b') from generate_series(1, 20);
