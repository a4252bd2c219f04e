-- rule: 2

create table t (a integer);
create table u (a integer);
alter table t add constraint same_name check (a > 0);
alter table u add constraint same_name check (a > 0);
create schema x;
create type mood as enum ('a');
create type x.mood as enum ('a');
create function f() returns trigger language plpgsql as $$ begin return new; end $$;
create function f(integer) returns integer language sql as $$ select 1 $$;
create function f(text) returns integer language sql as $$ select 1 $$;
alter function f(integer) rename to g;
create constraint trigger tr after insert on t for each row execute function f();
create constraint trigger tr after insert on u for each row execute function f();
create policy p on t;
create policy p on u;
create rule r as on delete to t do instead nothing;
create rule r as on delete to u do instead nothing;
