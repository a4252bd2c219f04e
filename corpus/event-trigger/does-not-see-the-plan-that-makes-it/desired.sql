create function refuse() returns event_trigger language plpgsql as 'begin raise exception ''no more changes''; end';
create table t (id int primary key);
create table u (id int references t);
create index on u (id);
create event trigger frozen on ddl_command_start when tag in ('CREATE TABLE', 'ALTER TABLE', 'CREATE INDEX', 'DROP TABLE') execute function refuse();
