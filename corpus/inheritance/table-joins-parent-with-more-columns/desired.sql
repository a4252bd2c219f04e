create table b (id integer, x text default 'x', constraint x_long check (length(x) > 0));
create table k (id integer) inherits (b);
create index k_x on k (x);
