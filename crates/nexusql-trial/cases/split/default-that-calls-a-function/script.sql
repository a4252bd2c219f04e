create table counters (name text primary key, n int not null default 0);

-- Counts, and so needs the table above.
create function counted(counter counters) returns int language sql as $$ select (counter).n $$;

create function new_code() returns text language sql as $$ select 'c' || count(*) from counters $$;

-- A table whose default needs a function that needs a table.
create table things (
  id int primary key,
  code text not null default new_code(), -- made up
  state text default 'new'
);

insert into things (id) values (1), (2);
