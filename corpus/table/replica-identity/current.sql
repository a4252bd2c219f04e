create table feed (id integer primary key, code text not null);
create unique index feed_code on feed (code);
