-- rule: 7

create type mood as enum ('sad', 'glad');
alter type mood add value 'so-so' after 'sad';
alter type mood add value if not exists 'it''s fine';
alter type mood rename value 'glad' to 'happy';
alter type mood rename value 'happy' to 'joyful';
create table t (m mood default 'joyful');
