create table t (a int, b int);
create table log (a int);
create rule r as on update to t do instead insert into log values (new.a);
