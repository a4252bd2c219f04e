create view sales.merchant_year as
select m.id as merchant_id,
       m.name,
       extract(year from r.month)::integer as year,
       sum(r.revenue_cents) as revenue_cents,
       rank() over (
           partition by extract(year from r.month) order by sum(r.revenue_cents) desc
       ) as place
from sales.monthly_revenue as r
join app.merchants as m on m.id = r.merchant_id
group by m.id, m.name, extract(year from r.month);
