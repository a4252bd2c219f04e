create table t(a int primary key, b int not null);
create table z(r int references t);
create table c(r int references t);
