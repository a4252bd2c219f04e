create table catalog.products (
    id              bigint generated always as identity primary key,
    merchant_id     integer not null references app.merchants (id),
    brand_id        integer references catalog.brands (id) on delete set null,
    slug            app.slug not null,
    title           varchar(160) not null,
    description     text not null default '',
    status          catalog.product_status not null default 'draft',
    old_shop_code   text,
    weight_grams    integer,
    usual_price     catalog.price_range,
    created_at      timestamptz not null default now(),
    updated_at      timestamptz not null default now(),
    search_document tsvector generated always as (
        setweight(to_tsvector('catalog.product_search'::regconfig, title), 'A')
        || setweight(to_tsvector('catalog.product_search'::regconfig, description), 'C')
    ) stored,
    constraint products_merchant_slug_key unique (merchant_id, slug),
    constraint products_weight_positive check (weight_grams > 0)
);

create index products_search_idx on catalog.products using gin (search_document);
create index products_active_idx on catalog.products (merchant_id, created_at desc) where status = 'active';
create index products_brand_idx on catalog.products (brand_id);
create index products_old_shop_code_idx on catalog.products (old_shop_code);
create index products_usual_price_idx on catalog.products using gist (usual_price);
