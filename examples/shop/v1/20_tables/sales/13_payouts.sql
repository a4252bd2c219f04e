create table sales.payouts (
    id           bigint generated always as identity primary key,
    merchant_id  integer not null references app.merchants (id),
    period       daterange not null,
    amount_cents bigint not null,
    paid_at      timestamptz,
    constraint payouts_no_overlap exclude using gist (
        int8range(merchant_id, merchant_id, '[]') with &&,
        period with &&
    )
);

create index payouts_unpaid_idx on sales.payouts (merchant_id) where paid_at is null;
