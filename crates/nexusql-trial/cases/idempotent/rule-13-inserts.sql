-- rule: 13

create table k (id integer primary key, name text unique, n integer default 3);
insert into k values (1, 'a'), (2, 'b');
insert into k (id, name) values (3, 'c') returning id; -- with a comment
insert into k select 4, 'd', 5 where true -- and no semicolon before
;
with x as (select 9 as n) insert into k (id, name) select n, 'x' from x;
create table s (id serial primary key, name text unique, said timestamptz default now());
insert into s (name) values ('a'), ('b');
insert into s (name, said) values ('c', now());
insert into s values (default, 'd');
insert into s (name) select name || '!' from k;
create table i (id integer generated always as identity, j json, f real, c char(5), d numeric(5, 2), t text[]);
insert into i (j, f, c, d, t) values ('{}', 1.1, 'x', 1.239, '{a,b}'), ('{}', 1.1, 'x', 1.239, '{a,b}');
insert into i overriding system value values (7, null, null, null, null, null);
select setval('s_id_seq', 100);
insert into s (name) values ('e');
