create table sales.payments (
    id           bigint generated always as identity primary key,
    order_id     bigint not null,
    placed_on    date not null,
    method       sales.payment_method not null default 'card',
    state        sales.payment_state not null default 'authorised',
    amount_cents bigint not null,
    provider_ref varchar(64) unique,
    created_at   timestamptz not null default now(),
    captured_at  timestamptz,
    foreign key (order_id, placed_on) references sales.orders (id, placed_on),
    constraint payments_amount_positive check (amount_cents > 0),
    constraint payments_captured_when check ((state in ('captured', 'refunded')) = (captured_at is not null))
);

create index payments_order_idx on sales.payments (order_id, placed_on);
create index payments_method_idx on sales.payments (method, created_at);
