copy a from stdin; select 1;
1
\.
