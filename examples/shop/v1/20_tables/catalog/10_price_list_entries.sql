create table catalog.price_list_entries (
    price_list_id integer not null references catalog.price_lists (id) on delete cascade,
    variant_id    bigint not null references catalog.product_variants (id) on delete cascade,
    quantities    int4range not null default int4range(1, null),
    price_cents   integer not null,
    primary key (price_list_id, variant_id, quantities),
    -- No btree_gist needed: a number equals another one when their one-number ranges overlap.
    constraint price_list_entries_no_overlap exclude using gist (
        int4range(price_list_id, price_list_id, '[]') with &&,
        int8range(variant_id, variant_id, '[]') with &&,
        quantities with &&
    )
);
