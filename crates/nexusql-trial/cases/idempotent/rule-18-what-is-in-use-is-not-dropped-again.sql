-- rule: 18

drop type if exists mood;
create type mood as enum ('good', 'bad');
drop table if exists old;
create table old (id integer primary key);
create table t (m mood, id integer references old);
create view v as select * from old;
drop function if exists f();
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function f();
drop view if exists reset;
drop table if exists of_reset;
create table of_reset (id integer);
create view reset as select * from of_reset;
