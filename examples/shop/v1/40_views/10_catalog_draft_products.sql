create view catalog.draft_products as
select p.id,
       p.merchant_id,
       p.slug,
       p.title,
       p.status
from catalog.products as p
where p.status = 'draft'
with local check option;
