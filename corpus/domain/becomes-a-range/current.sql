create domain k as text;
create table t (x k);
