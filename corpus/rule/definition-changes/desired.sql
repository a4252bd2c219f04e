create table t (a int, b int);
create table log (a int);
create rule r as on insert to t where new.a > 1 do also insert into log values (new.b);
