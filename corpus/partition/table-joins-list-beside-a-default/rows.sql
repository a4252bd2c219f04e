insert into t values ('a', 1), ('z', 2);
insert into u values ('b', 3), (null, 4);
