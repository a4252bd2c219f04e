create type mood as enum ('sad', 'fine', 'so.so', 'happy');
create table t (m mood default 'fine');
