create table hits (id integer primary key, page text);
