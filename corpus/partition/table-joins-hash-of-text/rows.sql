insert into u select i, 'x'::text from generate_series(1, 40) i where satisfies_hash_partition('t'::regclass, 2, 1, i, 'x'::text);
