create text search configuration cfg (parser = default);
create table t (body text);
create index on t using gin (to_tsvector('cfg', body));
alter text search configuration cfg add mapping for word, asciiword, "int" with simple;
