create table words (word text collate "C", plain text collate "C", code text collate "C" primary key);
create index words_word on words (word);
