create table words (word text, other integer primary key);
