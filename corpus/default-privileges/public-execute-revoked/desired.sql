create table t (a integer);
alter default privileges revoke execute on functions from public;
