create table app.accounts (
    id                 bigint generated always as identity primary key,
    email              app.email not null,
    display_name       varchar(80) not null default '',
    phone              app.phone,
    fax                varchar(24),
    locale             text,
    country_code       char(2) references app.countries (code),
    default_address_id bigint,
    marketing_opt_in   boolean not null default false,
    created_at         timestamptz not null default now(),
    updated_at         timestamptz not null default now(),
    closed_at          timestamptz,
    constraint accounts_closed_after_created check (closed_at is null or closed_at >= created_at)
);

create unique index accounts_email_key on app.accounts (lower(email));
create index accounts_open_idx on app.accounts (created_at) where closed_at is null;
create index accounts_country_idx on app.accounts (country_code);
create index accounts_fax_idx on app.accounts (fax);
