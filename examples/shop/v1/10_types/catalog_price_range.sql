create type catalog.price_range as range (
    subtype = numeric,
    subtype_diff = pg_catalog.numrange_subdiff
);
