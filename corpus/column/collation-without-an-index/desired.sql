create table words (word text collate "C", other integer primary key);
