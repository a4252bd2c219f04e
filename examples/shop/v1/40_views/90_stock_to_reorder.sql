create view stock.to_reorder as
select s.variant_id,
       s.sku,
       s.warehouse,
       s.reorder_below - s.on_hand as missing
from stock.variant_stock as s
where s.on_hand < s.reorder_below;
