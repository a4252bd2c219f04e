create materialized view sales.monthly_revenue as
select date_trunc('month', o.placed_on::timestamp)::date as month,
       p.merchant_id,
       sum(l.line_cents) as revenue_cents,
       count(distinct o.id) as orders
from sales.orders as o
join sales.order_lines as l on l.order_id = o.id and l.placed_on = o.placed_on
join catalog.product_variants as v on v.id = l.variant_id
join catalog.products as p on p.id = v.product_id
where o.status <> 'cancelled'
group by 1, 2
with data;

create unique index monthly_revenue_key on sales.monthly_revenue (month, merchant_id);
create index monthly_revenue_merchant_idx on sales.monthly_revenue (merchant_id);
