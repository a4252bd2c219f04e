create table base (id int generated always as identity, name text default 'x' check (name <> ''));
create index base_name on base (name);
comment on column base.name is 'what it is called';
create table twin (like base including all);
alter table base add unique (id);
create table heir (extra int) inherits (base);
create table copy as select id, name from base;
insert into base (name) values ('late');
create table copy2 as table base;
