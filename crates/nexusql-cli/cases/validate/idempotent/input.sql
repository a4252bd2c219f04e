create table if not exists fine (n int);
create table once (n int);
update fine set n = n + 1;
