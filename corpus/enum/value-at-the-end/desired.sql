create type mood as enum ('sad', 'happy', 'glad');
create table t (m mood default 'sad');
