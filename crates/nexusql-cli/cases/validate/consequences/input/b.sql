create function reads_broken() returns bigint language sql as 'select count(*) from broken';
insert into broken values (1);
