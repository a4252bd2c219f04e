-- Both are handed to their columns with "owned by" next to the tables.
create sequence sales.orders_id_seq as bigint start with 1;

create sequence sales.invoice_number_seq as bigint start with 20000 increment by 2 cache 20;
