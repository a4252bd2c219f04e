create view sales.order_summary as
select o.id as order_id,
       o.placed_on,
       o.account_id,
       o.status,
       o.currency,
       o.total_cents,
       count(l.line_number) as lines,
       coalesce(sum(l.quantity), 0) as items
from sales.orders as o
left join sales.order_lines as l on l.order_id = o.id and l.placed_on = o.placed_on
group by o.id, o.placed_on, o.account_id, o.status, o.currency, o.total_cents;
