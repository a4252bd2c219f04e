insert into p select i, 'a' from generate_series(1, 100) i;
insert into p values (5, 'b');
