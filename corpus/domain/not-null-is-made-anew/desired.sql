create type mood as enum ('ok', 'sad', 'happy');
create domain state as mood not null default 'sad';
create table t (id int primary key, state state, states state[]);
