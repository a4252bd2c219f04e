create table p (a int constraint p_a_not_null not null);
create table c (b int) inherits (p);
