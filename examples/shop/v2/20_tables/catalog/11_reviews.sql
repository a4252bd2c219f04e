create table catalog.reviews (
    id          bigint generated always as identity primary key,
    product_id  bigint not null references catalog.products (id) on delete cascade,
    account_id  bigint not null references app.accounts (id),
    stars       catalog.stars not null,
    headline    text not null,
    body        text,
    is_visible  boolean not null default true,
    written_at  timestamptz not null default now(),
    answer      text,
    answered_at timestamptz,
    constraint reviews_once_per_account unique (product_id, account_id),
    constraint reviews_headline_length check (length(headline) between 3 and 160),
    constraint reviews_answered_when check ((answer is null) = (answered_at is null))
);

create index reviews_product_idx on catalog.reviews (product_id, written_at desc) where is_visible;
create index reviews_account_idx on catalog.reviews (account_id);
