create table catalog.product_tags (
    product_id bigint not null references catalog.products (id) on delete cascade,
    tag_id     smallint not null references catalog.tags (id) on delete cascade,
    primary key (product_id, tag_id)
);
