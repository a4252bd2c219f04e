create foreign data wrapper plain;
create server away foreign data wrapper plain;
create foreign table orders (
    id bigint options (column_name 'no') not null,
    total numeric(12, 2) default 0,
    constraint positive check (total >= 0)
) server away options (table_name 'o', schema_name 's');
comment on foreign table orders is 'elsewhere';
create view recent as select id from orders;
