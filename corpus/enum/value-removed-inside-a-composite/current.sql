create type mood as enum ('sad', 'ok', 'happy');
create type person as (name text, mood mood);
create table t (p person, ps person[]);
