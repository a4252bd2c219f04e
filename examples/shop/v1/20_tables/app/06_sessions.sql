-- Losing these in a crash only signs people out.
create unlogged table app.sessions (
    token      uuid primary key default gen_random_uuid(),
    account_id bigint not null,
    agent      text,
    address    inet,
    started_at timestamptz not null default now(),
    expires_at timestamptz not null default now() + interval '30 days',
    constraint sessions_end_after_start check (expires_at > started_at)
);

create index sessions_account_idx on app.sessions (account_id);
create index sessions_expiry_idx on app.sessions (expires_at);
