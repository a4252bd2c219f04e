create table same (id int);
create table other (id int);
create table theirs (id int);
