create type sales.order_status as enum (
    'pending', 'paid', 'packed', 'shipped', 'delivered', 'cancelled', 'returned'
);

create type sales.payment_method as enum ('card', 'direct_debit', 'transfer', 'wallet');

create type sales.payment_state as enum ('authorised', 'captured', 'failed', 'refunded');
