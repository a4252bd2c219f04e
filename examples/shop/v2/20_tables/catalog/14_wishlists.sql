create table catalog.wishlists (
    id         bigint generated always as identity primary key,
    account_id bigint not null references app.accounts (id) on delete cascade,
    title      text not null default 'My list',
    share_key  uuid unique,
    created_at timestamptz not null default now(),
    unique (account_id, title)
);
