-- rule: 11

create type "Role" as enum ('user', 'admin', 'guest');
create table "User" (id serial primary key, name text unique);
insert into "User" (name) values ('a');
alter table "User" add column role "Role" not null default 'user';
begin;
create type "Role_new" as enum ('user', 'admin');
alter table "User" alter column role drop default;
alter table "User" alter column role type "Role_new" using (role::text::"Role_new");
alter type "Role" rename to "Role_old";
alter type "Role_new" rename to "Role";
drop type "Role_old";
alter table "User" alter column role set default 'user';
commit;
