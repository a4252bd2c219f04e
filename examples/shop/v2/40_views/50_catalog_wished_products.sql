create view catalog.wished_products as
select l.id as product_id,
       l.title,
       count(distinct i.wishlist_id) as lists,
       sum(i.wanted) as wanted
from catalog.product_listing as l
join catalog.product_variants as v on v.product_id = l.id
join catalog.wishlist_items as i on i.variant_id = v.id
group by l.id, l.title;
