create table t (a integer, b integer);
create view v as select a from t;
comment on view v is 'what it shows';
comment on column v.a is 'the a';
