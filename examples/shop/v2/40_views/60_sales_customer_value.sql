create view sales.customer_value as
select a.id as account_id,
       a.email,
       count(s.order_id) as orders,
       sum(s.items) as items,
       sum(s.total_cents) as total_cents,
       max(s.placed_on) as last_order_on
from app.open_accounts as a
join sales.order_summary as s on s.account_id = a.id
where s.status not in ('cancelled', 'returned')
group by a.id, a.email;
