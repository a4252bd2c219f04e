create table catalog.product_images (
    id         serial primary key,
    product_id bigint not null references catalog.products (id) on delete cascade,
    path       text not null,
    alt_text   varchar(200),
    position   smallint not null default 1,
    width      integer not null,
    height     integer not null,
    megapixels numeric generated always as (round(width::numeric * height / 1000000, 2)) stored,
    unique (product_id, position) deferrable initially deferred,
    constraint product_images_size_positive check (width > 0 and height > 0)
);
