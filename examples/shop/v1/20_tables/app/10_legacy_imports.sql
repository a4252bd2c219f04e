-- Left over from the move off the old shop system.
create table app.legacy_imports (
    id          serial primary key,
    source_file text not null,
    line_number integer not null,
    raw_line    text not null,
    imported_at timestamp without time zone not null default localtimestamp,
    unique (source_file, line_number)
);
