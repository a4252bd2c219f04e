create table catalog.reviews (
    id          bigint generated always as identity primary key,
    product_id  bigint not null references catalog.products (id) on delete cascade,
    account_id  bigint not null references app.accounts (id),
    stars       catalog.stars not null,
    headline    varchar(120) not null,
    body        text,
    is_visible  boolean not null default true,
    written_at  timestamptz not null default now(),
    constraint reviews_once_per_account unique (product_id, account_id),
    constraint reviews_headline_length check (length(headline) >= 3)
);

create index reviews_product_idx on catalog.reviews (product_id, written_at desc);
