-- A view on a view and on a materialized view.
create view catalog.storefront as
select l.id,
       l.title,
       l.merchant,
       l.brand,
       l.price,
       coalesce(r.reviews, 0) as reviews,
       coalesce(r.score, 3) as score
from catalog.product_listing as l
left join catalog.product_ratings as r on r.product_id = l.id
where l.status = 'active';
