create table words (word text collate "C");
create index words_word on words (word);
