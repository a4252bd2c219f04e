create table words (word text, plain text, code text primary key);
create index words_word on words (word);
