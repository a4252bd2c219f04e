create table sales.orders (
    id              bigint not null default nextval('sales.orders_id_seq'::regclass),
    placed_on       date not null default current_date,
    account_id      bigint not null references app.accounts (id),
    ship_address_id bigint references app.addresses (id) on delete set null,
    coupon_id       integer references sales.coupons (id),
    status          sales.order_status not null default 'pending',
    channel         text not null default 'web',
    currency        app.currency_code not null default 'EUR',
    subtotal_cents  bigint not null default 0,
    discount_cents  bigint not null default 0,
    shipping_cents  bigint not null default 0,
    gift_wrap_cents bigint not null default 0,
    total_cents     bigint generated always as (
        subtotal_cents - discount_cents + shipping_cents + gift_wrap_cents
    ) stored,
    note            text,
    updated_at      timestamptz not null default now(),
    constraint orders_pkey primary key (id, placed_on),
    constraint orders_amounts_not_negative check (
        subtotal_cents >= 0 and discount_cents >= 0 and shipping_cents >= 0 and gift_wrap_cents >= 0
    ),
    constraint orders_discount_within_subtotal check (discount_cents <= subtotal_cents),
    constraint orders_channel_known check (channel in ('web', 'app', 'phone', 'till'))
) partition by range (placed_on);

alter sequence sales.orders_id_seq owned by sales.orders.id;

create index orders_account_idx on sales.orders (account_id, placed_on desc);
create index orders_open_idx on sales.orders (placed_on) where status in ('pending', 'paid');
create index orders_coupon_idx on sales.orders (coupon_id) where coupon_id is not null;
