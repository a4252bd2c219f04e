create table docs (body text, kind text);
alter table docs alter column body set storage external;
alter table docs alter column kind set statistics 500;
alter table docs alter column kind set (n_distinct = 10);
