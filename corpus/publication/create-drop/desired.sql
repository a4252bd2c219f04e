create table a (id int primary key, x text);
create table b (id int primary key);
create table c (id int primary key);
create publication p for table a, b with (publish = 'insert, delete');
create publication "P all" for all tables with (publish_via_partition_root = true);
create publication p_none with (publish = '');
comment on publication p is 'two';
