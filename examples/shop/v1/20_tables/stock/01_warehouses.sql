create table stock.warehouses (
    id           integer generated always as identity primary key,
    code         char(4) not null unique,
    name         text not null,
    country_code char(2) not null references app.countries (code),
    location     app.geo_point not null,
    is_open      boolean not null default true
);
