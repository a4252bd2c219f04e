create text search dictionary dict (template = simple, stopwords = 'english');
create text search configuration cfg (parser = default);
alter text search configuration cfg add mapping for word with dict;
