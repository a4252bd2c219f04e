create domain d as int constraint positive check (value > 0);
create type pair as (a d, b text);
create table t (p pair);
create domain n as text not null;
create table u (v n[]);
