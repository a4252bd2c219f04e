comment on schema sales is 'Carts, orders, money.';
comment on table sales.orders is 'One partition per month; anything else is in orders_other.';
comment on column sales.orders.total_cents is 'What the customer pays.';
comment on sequence sales.invoice_number_seq is 'No gaps are promised.';
comment on procedure sales.place_order(uuid, bigint) is 'Closes a cart and makes an order of it.';
comment on trigger refunds_within_payment on sales.refunds is 'Checked at commit: refunds may be corrected within a transaction.';
comment on constraint commission_tiers_no_overlap on sales.commission_tiers is 'At most one tier for an order value.';
