create type app.geo_point as (
    latitude  numeric(9, 6),
    longitude numeric(9, 6)
);
