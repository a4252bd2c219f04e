insert into u select i, '2024-01-01'::date from generate_series(1, 40) i where satisfies_hash_partition('t'::regclass, 2, 1, i, '2024-01-01'::date);
