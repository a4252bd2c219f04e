create view stock.variant_stock as
select v.id as variant_id,
       v.sku,
       w.code as warehouse,
       l.on_hand,
       l.reorder_below
from stock.levels as l
join catalog.product_variants as v on v.id = l.variant_id
join stock.warehouses as w on w.id = l.warehouse_id;
