create text search configuration cfg (parser = default);
create table t (body text);
create index on t using gin (to_tsvector('cfg', body));
alter text search configuration cfg add mapping for word with english_stem, simple;
alter text search configuration cfg add mapping for "int", "float" with simple;
