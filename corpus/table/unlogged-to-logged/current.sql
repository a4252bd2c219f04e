create unlogged table hits (id integer primary key, page text);
