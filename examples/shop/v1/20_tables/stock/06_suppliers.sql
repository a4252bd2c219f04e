create table stock.suppliers (
    id         integer generated always as identity primary key,
    name       varchar(120) not null unique,
    email      app.email,
    lead_days  integer not null default 7,
    constraint suppliers_lead_days check (lead_days between 0 and 365)
);
