create table docs (a integer, b integer);
create index docs_sum on docs ((a + b));
alter index docs_sum alter column 1 set statistics 400;
