-- rule: 8

create table t (a integer, b integer);
create view v as select a from t;
create or replace view v as select a, b from t;
create function f(x integer) returns integer language sql as $$ select 1 $$;
create or replace function f(x integer) returns integer language sql as $$ select 2 $$;
create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger tr before insert on t for each row execute function g();
comment on trigger tr on t is 'kept';
alter table t disable trigger tr;
