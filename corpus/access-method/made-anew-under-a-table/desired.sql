create function h(internal) returns table_am_handler language internal as 'heap_tableam_handler';
create access method m type table handler h;
create table t (a integer) using m;
