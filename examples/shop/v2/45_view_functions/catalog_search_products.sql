-- Returns rows of a view, so it can only be made after that view.
create function catalog.search_products(phrase text, at_most integer default 20)
    returns setof catalog.product_listing
    language sql
    stable
    rows 20
as $$
    select l.*
    from catalog.product_listing as l
    join catalog.products as p on p.id = l.id
    where p.search_document @@ websearch_to_tsquery('catalog.product_search'::regconfig, phrase)
    order by ts_rank(p.search_document, websearch_to_tsquery('catalog.product_search'::regconfig, phrase)) desc
    limit at_most
$$;
