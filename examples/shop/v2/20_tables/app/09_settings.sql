create table app.settings (
    key        text primary key,
    value      jsonb not null,
    updated_at timestamptz not null default now()
);

-- Settings are never removed, only overwritten.
create rule settings_keep as
    on delete to app.settings
    do instead nothing;
