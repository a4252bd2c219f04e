create table catalog.product_categories (
    product_id  bigint not null references catalog.products (id) on delete cascade,
    category_id integer not null references catalog.categories (id) on delete cascade,
    primary key (product_id, category_id)
);

create index product_categories_category_idx on catalog.product_categories (category_id);
