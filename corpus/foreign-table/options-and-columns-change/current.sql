create foreign data wrapper plain;
create server away foreign data wrapper plain;
create foreign table orders (
    id bigint options (column_name 'no') not null,
    total numeric(12, 2),
    old_note text
) server away options (table_name 'o', fetch_size '10');
