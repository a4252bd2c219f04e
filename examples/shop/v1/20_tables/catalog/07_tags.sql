create table catalog.tags (
    id   smallserial primary key,
    name text not null unique
);
