create view catalog.product_listing as
select p.id,
       p.title,
       p.slug,
       m.id as merchant_id,
       m.name as merchant,
       b.name as brand,
       v.sku,
       v.ean,
       v.price_cents,
       catalog.format_price(v.price_cents, v.currency::text, true) as price,
       p.status
from catalog.products as p
join app.merchants as m on m.id = p.merchant_id
left join catalog.brands as b on b.id = p.brand_id
left join catalog.product_variants as v on v.product_id = p.id and v.is_default
where p.status in ('active', 'paused') and m.closed_on is null;
