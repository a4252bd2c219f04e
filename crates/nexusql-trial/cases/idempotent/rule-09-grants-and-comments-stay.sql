-- rule: 9

create table t (a integer);
create view v as select a from t;
grant select on v to public;
comment on view v is 'kept';
create view w as select a from v;
create policy p on t;
comment on policy p on t is 'kept';
