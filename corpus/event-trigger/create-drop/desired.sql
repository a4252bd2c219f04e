create function watch() returns event_trigger language plpgsql as 'begin end';
create event trigger e1 on ddl_command_start when tag in ('DROP TABLE', 'CREATE TABLE') execute function watch();
create event trigger "E 2" on sql_drop execute function watch();
alter event trigger "E 2" disable;
comment on event trigger e1 is 'sees';
