create table sales.refunds (
    id           bigint generated always as identity primary key,
    payment_id   bigint not null references sales.payments (id),
    amount_cents bigint not null,
    reason       text not null default 'returned goods',
    refunded_at  timestamptz not null default now(),
    approved_by  bigint references app.accounts (id) on delete set null,
    constraint refunds_amount_positive check (amount_cents > 0)
);

create index refunds_payment_idx on sales.refunds (payment_id);
