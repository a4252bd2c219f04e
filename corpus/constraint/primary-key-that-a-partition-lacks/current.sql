create table p (a int not null) partition by list (a);
