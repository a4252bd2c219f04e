create collation c (provider = libc, locale = 'C');
create domain d as text collate c check (value <> '');
create table t (name d);
