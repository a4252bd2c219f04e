create table t (a int not null, b int not null, primary key (a, b));
create table u (a int primary key);
