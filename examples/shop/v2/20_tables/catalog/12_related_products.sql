create table catalog.related_products (
    product_id bigint not null references catalog.products (id) on delete cascade,
    related_id bigint not null references catalog.products (id) on delete cascade,
    strength   double precision not null default 0.5,
    primary key (product_id, related_id),
    constraint related_products_two_products check (product_id <> related_id)
);
