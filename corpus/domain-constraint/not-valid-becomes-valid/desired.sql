create domain d as int;
alter domain d add constraint later check (value > 0);
