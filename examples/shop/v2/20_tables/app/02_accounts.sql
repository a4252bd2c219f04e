create table app.accounts (
    id                 bigint generated always as identity primary key,
    email              app.email not null,
    full_name          varchar(80) not null default '',
    phone              app.phone,
    locale             text not null default 'en',
    country_code       char(2) references app.countries (code),
    default_address_id bigint,
    marketing_opt_in   boolean not null default false,
    loyalty_points     integer not null default 0,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    closed_at          timestamptz,
    email_verified_at  timestamptz,
    constraint accounts_closed_after_created check (closed_at is null or closed_at >= created_at),
    constraint accounts_loyalty_not_negative check (loyalty_points >= 0)
);

create unique index accounts_email_key on app.accounts (lower(email));
create index accounts_open_idx on app.accounts (country_code, created_at) where closed_at is null;
create index accounts_country_idx on app.accounts (country_code);
