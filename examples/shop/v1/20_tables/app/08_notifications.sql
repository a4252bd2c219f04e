create table app.notifications (
    id         bigint generated always as identity primary key,
    account_id bigint not null references app.accounts (id) on delete cascade,
    topic      text not null,
    payload    jsonb not null default '{}'::jsonb,
    created_at timestamptz not null default now(),
    read_at    timestamptz
);

create index notifications_unread_idx on app.notifications (account_id, created_at desc) where read_at is null;
