create type mood as enum ('sad', 'meh', 'happy');
create table t (m mood default 'meh', check (m <> 'meh'));
