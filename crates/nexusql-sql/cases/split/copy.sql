-- rows
COPY public.t (a, "b;") FROM stdin;
1	it's; $$ /* "
\N	--\.
\.x
\.

COPY t FROM STDIN WITH (FORMAT csv); -- csv
\.
copy (select 1 as "from stdin") to stdout;
copy t from '/tmp/x';
\copy t from stdin with csv
a;b'
\.
\copy t from '/tmp/it''s.csv'
select 1;
