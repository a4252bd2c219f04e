create table secrets (id integer primary key, owner text);
