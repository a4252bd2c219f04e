create domain posint as int not null default 3 constraint pos check (value > 0) check (value < 100);
create schema "Odd Schema";
create domain "Odd Schema"."D ""2" as varchar(20) collate "C" default 'it''s';
create domain on_domain as posint;
comment on constraint pos on domain posint is 'no less';
