create table t (a int, b int);
create table log (a int);
create rule to_log as on insert to t do also insert into log values (new.a);
create rule "No drop" as on delete to t do instead nothing;
comment on rule to_log on t is 'kept';
