create table app.merchant_members (
    merchant_id integer not null references app.merchants (id) on delete cascade,
    account_id  bigint not null references app.accounts (id) on delete cascade,
    role        app.member_role not null default 'clerk',
    joined_at   timestamptz not null default now(),
    primary key (merchant_id, account_id)
);

create index merchant_members_account_idx on app.merchant_members (account_id);
create unique index merchant_members_one_owner_key on app.merchant_members (merchant_id) where role = 'owner';
