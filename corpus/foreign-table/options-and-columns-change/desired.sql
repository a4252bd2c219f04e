create foreign data wrapper plain;
create server away foreign data wrapper plain;
create foreign table orders (
    id bigint options (column_name 'number', batch 'yes'),
    total numeric(12, 2) not null,
    at timestamptz
) server away options (table_name 'o2', schema_name 's');
alter foreign table orders add constraint positive check (total >= 0);
