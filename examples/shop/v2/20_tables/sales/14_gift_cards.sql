create table sales.gift_cards (
    code         text primary key,
    payment_id   bigint unique references sales.payments (id),
    worth_cents  bigint not null,
    spent_cents  bigint not null default 0,
    left_cents   bigint generated always as (worth_cents - spent_cents) stored,
    expires_on   date not null default (current_date + interval '3 years')::date,
    constraint gift_cards_not_overspent check (spent_cents between 0 and worth_cents)
);

create index gift_cards_left_idx on sales.gift_cards (expires_on) where spent_cents < worth_cents;
