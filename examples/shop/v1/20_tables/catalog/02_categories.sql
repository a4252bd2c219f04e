create table catalog.categories (
    id        integer generated always as identity primary key,
    parent_id integer references catalog.categories (id) on delete restrict,
    slug      app.slug not null,
    title     text not null,
    position  integer not null default 0,
    unique (parent_id, slug),
    unique (parent_id, position) deferrable initially immediate
);
