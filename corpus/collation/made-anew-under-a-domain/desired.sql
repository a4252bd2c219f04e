create collation c (provider = libc, locale = 'POSIX');
create domain d as text collate c check (value <> '');
create table t (name d);
