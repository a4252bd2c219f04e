-- rule: 3

create table old_name (a integer);
alter table old_name add constraint positive check (a > 0);
alter table old_name alter column a set not null;
alter table old_name rename to new_name;
