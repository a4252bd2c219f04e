create table audit.events_app partition of audit.events for values in ('app');

create table audit.events_catalog partition of audit.events for values in ('catalog', 'stock');

create table audit.events_support partition of audit.events for values in ('support');

create table audit.events_sales partition of audit.events for values in ('sales')
    partition by range (happened_at);

create table audit.events_sales_2024h1 partition of audit.events_sales
    for values from ('2024-01-01 00:00:00+00') to ('2024-07-01 00:00:00+00');

create table audit.events_sales_2024h2 partition of audit.events_sales
    for values from ('2024-07-01 00:00:00+00') to ('2025-01-01 00:00:00+00');

create table audit.events_sales_2025h1 partition of audit.events_sales
    for values from ('2025-01-01 00:00:00+00') to ('2025-07-01 00:00:00+00');

create table audit.events_sales_other partition of audit.events_sales default;

create table audit.events_other partition of audit.events default;
