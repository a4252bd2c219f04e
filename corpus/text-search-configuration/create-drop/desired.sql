create text search configuration cfg (copy = pg_catalog.english);
create text search dictionary dict (template = simple);
alter text search configuration cfg alter mapping for word, asciiword with dict, simple;
create text search configuration "Cfg 2" (parser = default);
