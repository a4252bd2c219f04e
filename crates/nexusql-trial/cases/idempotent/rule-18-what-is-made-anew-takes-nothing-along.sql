-- rule: 18

drop schema if exists parts cascade;
create schema parts;
create type parts.mood as enum ('good', 'bad');
create domain parts.length as integer check (value > 0);
drop function if exists next_number() cascade;
create function next_number() returns integer language sql as $$ select 7 $$;
drop sequence if exists numbers cascade;
create sequence numbers;
drop table if exists parent cascade;
create table parent (id integer primary key);
create table child (
  id integer primary key default nextval('numbers'),
  parent integer references parent,
  mood parts.mood,
  length parts.length,
  n integer default next_number(),
  check (n <> next_number() + 1)
);
insert into child (id, mood, length) values (1, 'good', 3);
create publication pub for table parent, child;
drop type if exists state cascade;
create type state as enum ('on', 'off');
alter table child add column state state;
update child set state = 'on';
drop type if exists state_pair cascade;
create type state_pair as (a state, b state);
create table pairs (p state_pair);
