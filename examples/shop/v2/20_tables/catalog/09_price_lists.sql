create table catalog.price_lists (
    id           integer generated always as identity primary key,
    name         text not null unique,
    valid_during daterange not null default daterange(current_date, null),
    constraint price_lists_not_empty check (not isempty(valid_during))
);
