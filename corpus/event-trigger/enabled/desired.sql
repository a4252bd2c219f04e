create function watch() returns event_trigger language plpgsql as 'begin end';
create event trigger e on sql_drop execute function watch();
alter event trigger e enable replica;
create event trigger f on sql_drop execute function watch();
