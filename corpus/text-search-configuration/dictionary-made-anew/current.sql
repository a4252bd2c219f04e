create text search configuration cfg (parser = default);
create text search dictionary dict (template = simple);
alter text search configuration cfg add mapping for word with dict, simple;
