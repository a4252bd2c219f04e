create domain inner_one as int check (value > 0);
create domain d as inner_one check (value < 9);
