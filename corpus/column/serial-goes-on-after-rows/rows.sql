insert into t values (1), (7);
select setval('ids', 20);
insert into a default values;
insert into plain values (5);
