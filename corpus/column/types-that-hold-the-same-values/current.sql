create domain word as text;
create domain n as int;
create domain small as int check (value < 10);
create table t (a time(3), b timestamp(3), c timestamptz(0), d interval(3), e varbit(4), f bit(3), g cidr, h text, i int, j small, k varchar(9));
create index t_h_idx on t (h);
create index t_i_idx on t (i);
