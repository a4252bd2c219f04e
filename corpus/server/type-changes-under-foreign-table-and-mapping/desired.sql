create foreign data wrapper w;
create server s type 'b' foreign data wrapper w;
create foreign table t (id int) server s;
create view v as select id from t;
create user mapping for public server s options (name 'x');
