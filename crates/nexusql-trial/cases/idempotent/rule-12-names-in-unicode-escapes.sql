-- rule: 12

create table U&"d\0061ta" (id integer, U&"\0441\043b" integer, U&"!+000041!!" uescape '!' integer);
alter table data add check ("A!" > 0), add unique (U&"\0441\043b");
create index on data (U&"\0441\043b");
alter table U&"d!0061ta" uescape '!' rename column "A!" to U&"\0442";
