create table app.countries (
    code     char(2) primary key,
    name     text not null unique,
    currency app.currency_code not null,
    vat_rate sales.percentage not null default 20,
    in_union boolean not null default false
);
