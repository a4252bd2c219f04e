create text search configuration cfg (parser = default);
create text search dictionary dict (template = snowball, language = german);
alter text search configuration cfg add mapping for word with dict, simple;
