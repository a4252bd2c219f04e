create table sales.coupons (
    id            integer generated always as identity primary key,
    code          varchar(20) not null unique,
    percent_off   sales.percentage,
    cents_off     integer,
    valid_during  tstzrange not null,
    uses_left     integer,
    constraint coupons_one_kind check (num_nonnulls(percent_off, cents_off) = 1),
    constraint coupons_uses_not_negative check (uses_left >= 0)
);

create index coupons_valid_idx on sales.coupons using gist (valid_during);
