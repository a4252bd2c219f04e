create table t (a integer);
comment on schema public is 'ours';
