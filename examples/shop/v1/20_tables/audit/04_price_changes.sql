create table audit.price_changes (
    id         bigint generated always as identity primary key,
    variant_id bigint not null,
    old_cents  integer,
    new_cents  integer,
    changed_by text not null default current_user,
    changed_at timestamptz not null default now()
);

create index price_changes_variant_idx on audit.price_changes (variant_id, changed_at);
