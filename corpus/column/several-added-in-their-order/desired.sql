create table t (id serial primary key, n bigserial, b text, a text default 'a', c integer generated always as (1) stored);
create type c as (x integer, n text, b text, a text);
