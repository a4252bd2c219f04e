create view app.open_accounts with (security_barrier) as
select a.id,
       a.email,
       a.full_name,
       a.loyalty_points,
       a.country_code,
       a.created_at
from app.accounts as a
where a.closed_at is null;
