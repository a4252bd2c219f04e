create table sales.carts (
    id         uuid primary key default gen_random_uuid(),
    account_id bigint references app.accounts (id) on delete cascade,
    currency   app.currency_code not null default 'EUR',
    opened_at  timestamptz not null default now(),
    closed_at  timestamptz
) with (fillfactor = 85);

create unique index carts_one_open_key on sales.carts (account_id) where closed_at is null;
