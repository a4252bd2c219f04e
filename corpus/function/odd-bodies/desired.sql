create table t (a integer);
create function f() returns text language sql as 'select ''it''''s $$ and $function$ too''';
create function g() returns text language sql as E'select ''line\n-- no comment\n/* neither'' ';
