select setval('ids', 20), setval('shared', 30), setval('"T_id_seq"', 40);
insert into a default values;
insert into b default values;
insert into c default values;
insert into "T" default values;
