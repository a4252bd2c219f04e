create type mood as enum ('sad', 'ok');
create domain state as mood not null default 'ok';
create table t (id int primary key, state state, states state[]);
