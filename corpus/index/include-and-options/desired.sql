create table docs (a integer, b integer);
create index docs_a on docs (a) include (b) with (fillfactor = 80);
