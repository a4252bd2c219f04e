do $$ begin
  create type mood as enum ('sad', 'glad');
exception when duplicate_object then null;
end $$;
create table people (name text, mood mood);
do $$
declare r record;
begin
  for r in select table_name from information_schema.tables where table_schema = 'public' loop
    execute format('alter table %I add column at date', r.table_name);
  end loop;
end $$;
create table later (n int);
create index people_at on people (at);
