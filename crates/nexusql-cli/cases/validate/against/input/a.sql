create table same (id int);
create table mine (id int);
create table other (id bigint, more text);
