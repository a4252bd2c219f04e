create domain d as int;
alter domain d add constraint positive check (value > 0) not valid;
create type pair as (a d, b text);
create table t (p pair);
create domain n as text;
create table u (v n[]);
