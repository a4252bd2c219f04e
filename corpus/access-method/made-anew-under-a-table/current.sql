create access method m type table handler heap_tableam_handler;
create function h(internal) returns table_am_handler language internal as 'heap_tableam_handler';
create table t (a integer) using m;
