create table sales.orders_2024_07 partition of sales.orders for values from ('2024-07-01') to ('2024-08-01');
create table sales.orders_2024_08 partition of sales.orders for values from ('2024-08-01') to ('2024-09-01');
create table sales.orders_2024_09 partition of sales.orders for values from ('2024-09-01') to ('2024-10-01');
create table sales.orders_2024_10 partition of sales.orders for values from ('2024-10-01') to ('2024-11-01');
create table sales.orders_2024_11 partition of sales.orders for values from ('2024-11-01') to ('2024-12-01');
create table sales.orders_2024_12 partition of sales.orders for values from ('2024-12-01') to ('2025-01-01');

create table sales.orders_other partition of sales.orders default;
