create domain word as text;
create domain n as int;
create domain small as int check (value < 10);
create table t (a time, b timestamp(6), c timestamptz, d interval, e varbit(9), f varbit, g inet, h word, i n, j int, k word);
create index t_h_idx on t (h);
create index t_i_idx on t (i);
