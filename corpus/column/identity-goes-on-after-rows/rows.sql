insert into t values (1), (2), (41);
insert into down values (-5), (-9);
insert into few values (7);
