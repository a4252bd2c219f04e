-- accounts and addresses point at each other; the way back is in 25_foreign_keys.
create table app.addresses (
    id           bigint generated always as identity primary key,
    account_id   bigint not null
        references app.accounts (id) on delete cascade deferrable initially deferred,
    kind         app.address_kind not null default 'delivery',
    recipient    varchar(120) not null,
    street       varchar(200) not null,
    postcode     varchar(12) not null,
    city         varchar(80) not null,
    country_code char(2) not null references app.countries (code),
    location     app.geo_point,
    created_at   timestamptz not null default now()
);

create index addresses_account_idx on app.addresses (account_id) include (kind, city);
create unique index addresses_one_billing_key on app.addresses (account_id) where kind = 'billing';
create index addresses_postcode_idx on app.addresses (country_code, postcode varchar_pattern_ops);
