create function watch() returns event_trigger language plpgsql as 'begin end';
create event trigger e on sql_drop when tag in ('DROP TABLE', 'DROP VIEW') execute function watch();
