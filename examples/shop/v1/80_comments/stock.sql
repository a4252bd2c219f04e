comment on schema stock is 'Where things are.';
comment on table stock.levels is 'Kept up to date by a trigger on stock.movements.';
comment on constraint bins_slots_free on stock.bins is 'A slot belongs to one bin.';
comment on column stock.movements.quantity is 'Positive into the warehouse, negative out of it.';
comment on table audit.events is 'Who did what; partitioned by area.';
