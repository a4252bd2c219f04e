create table catalog.brands (
    id          integer generated always as identity primary key,
    name        text not null unique,
    website_url text,
    founded     smallint,
    constraint brands_founded_plausible check (founded between 1500 and 2100)
);

create unique index brands_slug_key on catalog.brands (catalog.slugify(name));
