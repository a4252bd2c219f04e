-- migrate:up
create table notes (id integer primary key, title varchar(200) not null, slug varchar(200));
insert into notes values (1, 'Hello World', null), (2, 'A Second Note', null);

-- migrate:down
drop table notes;
