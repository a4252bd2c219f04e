create table catalog.product_variants (
    id          bigint generated always as identity primary key,
    product_id  bigint not null references catalog.products (id) on delete cascade,
    sku         catalog.sku unique,
    ean         text unique,
    name        text not null default 'standard',
    attributes  jsonb not null default '{}'::jsonb,
    price_cents integer not null,
    tax_percent sales.percentage not null default 20,
    currency    app.currency_code not null default 'EUR',
    gross_cents integer generated always as (
        (price_cents * (100 + tax_percent) / 100)::integer
    ) stored,
    is_default  boolean not null default false,
    updated_at  timestamptz not null default now(),
    constraint product_variants_price_not_negative check (price_cents >= 0)
);

create index product_variants_product_idx on catalog.product_variants (product_id) include (price_cents, currency);
create index product_variants_price_idx on catalog.product_variants (currency, price_cents);
create index product_variants_gross_idx on catalog.product_variants (gross_cents);
create index product_variants_attributes_idx on catalog.product_variants using gin (attributes);
create unique index product_variants_one_default_key on catalog.product_variants (product_id) where is_default;
