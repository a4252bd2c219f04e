create table docs (a integer, b integer);
create index docs_sum on docs ((a + b));
