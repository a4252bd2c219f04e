create text search configuration catalog.product_search (copy = pg_catalog.english);

alter text search configuration catalog.product_search
    alter mapping for numword, numhword, version with simple;
