create domain tag as text check (value <> '');
create table docs (id integer);
