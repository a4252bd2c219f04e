insert into users select i, 'user' || i || '@example.org', (array['sad', 'ok'])[1 + i % 2]::mood, i, 'x' from generate_series(1, 2000) i;
insert into orders select i, 1 + i % 2000, 1 + i % 97, date '2024-01-01' + i % 300 from generate_series(1, 5000) i;
insert into events select i, date '2023-01-01' + i % 900, 'event ' || i from generate_series(1, 5000) i;
insert into gone values (1);
