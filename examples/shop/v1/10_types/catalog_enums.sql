create type catalog.product_status as enum ('draft', 'active', 'paused', 'legacy', 'archived');
