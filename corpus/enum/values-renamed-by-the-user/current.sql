create type mood as enum ('bad', 'ok', 'it''s', 'good');
create table t (m mood default 'ok');
