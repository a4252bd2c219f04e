create domain inner_one as int;
create domain d as inner_one;
