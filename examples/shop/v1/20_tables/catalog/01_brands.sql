create table catalog.brands (
    id       integer generated always as identity primary key,
    name     varchar(100) not null unique,
    homepage text,
    founded  smallint,
    constraint brands_founded_plausible check (founded between 1500 and 2100)
);

create unique index brands_slug_key on catalog.brands (catalog.slugify(name::text));
