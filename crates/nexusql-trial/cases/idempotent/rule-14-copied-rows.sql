-- rule: 14

create table t (id serial primary key, a text, g text generated always as (a || '!') stored);
copy t (a) from stdin;
one
two
\.
copy t from stdin with (format csv);
7,seven
8,"ei,ght"
\.
create table u (a integer, b text);
-- Rows that are equal, and no key.
copy public.u (a, b) from stdin;
1	x
1	x
2	\N
\.
alter table u add column c integer;
alter table t add constraint a_once unique (a);
