create type app.geo_point as (
    latitude   numeric(9, 6),
    longitude  numeric(9, 6),
    altitude_m numeric(6, 1)
);
