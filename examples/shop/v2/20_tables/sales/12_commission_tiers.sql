create table sales.commission_tiers (
    id          integer generated always as identity primary key,
    order_value catalog.price_range not null,
    rate        sales.percentage not null,
    active      boolean not null default true,
    constraint commission_tiers_no_overlap exclude using gist (order_value with &&) where (active)
);
