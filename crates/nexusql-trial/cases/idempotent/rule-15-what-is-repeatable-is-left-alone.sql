-- rule: 15

create table t (a integer, b text);
grant select on t to public;
revoke insert on t from public;
comment on table t is 'x';
alter table t owner to current_user;
alter table t alter column a set default 3;
alter default privileges grant select on tables to public;
alter table t enable row level security;
set check_function_bodies = off;
analyze t;
