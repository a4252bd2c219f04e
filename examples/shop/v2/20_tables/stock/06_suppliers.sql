create table stock.suppliers (
    id         integer generated always as identity primary key,
    name       varchar(120) not null,
    email      app.email,
    phone      app.phone,
    lead_days  integer not null default 10,
    constraint suppliers_lead_days check (lead_days between 0 and 180)
);

create unique index suppliers_name_lower_key on stock.suppliers (lower(name));
