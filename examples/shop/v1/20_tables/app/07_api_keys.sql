create table app.api_keys (
    id           bigint generated always as identity primary key,
    merchant_id  integer not null references app.merchants (id) on delete cascade,
    label        varchar(60) not null,
    key_hash     bytea not null unique,
    scopes       text[] not null default array['read']::text[],
    last_used_at timestamptz,
    revoked_at   timestamptz,
    constraint api_keys_scopes_known check (scopes <@ array['read', 'write', 'admin']::text[])
);

create index api_keys_live_idx on app.api_keys (merchant_id) where revoked_at is null;
create index api_keys_scopes_idx on app.api_keys using gin (scopes);
