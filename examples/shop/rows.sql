-- Rows for the first version of the shop. Everything is made up and everything
-- is computed from row numbers, so two loads give the same rows; only the times
-- that triggers and defaults write are those of the load.

insert into app.countries (code, name, currency, vat_rate, in_union) values
    ('AT', 'Austria', 'EUR', 20, true),
    ('CH', 'Switzerland', 'CHF', 8.1, false),
    ('DE', 'Germany', 'EUR', 19, true),
    ('DK', 'Denmark', 'DKK', 25, true),
    ('FR', 'France', 'EUR', 20, true),
    ('GB', 'United Kingdom', 'GBP', 20, false),
    ('NL', 'Netherlands', 'EUR', 21, true);

insert into app.accounts (email, display_name, phone, fax, locale, country_code, marketing_opt_in, created_at, updated_at, closed_at)
select lower(f.name) || '.' || lower(l.name) || n || '@mail.example',
       f.name || ' ' || l.name,
       case when n % 3 = 0 then '+49 30 ' || (550000 + n * 37) end,
       case when n % 20 = 0 then '+49 30 ' || (560000 + n) end,
       (array['en', 'de', 'fr', 'nl'])[1 + n % 4],
       (array['DE', 'FR', 'NL', 'AT', 'GB', 'DK', 'CH'])[1 + n % 7],
       n % 2 = 0,
       timestamptz '2023-03-01 08:00:00+00' + n * interval '5 days',
       timestamptz '2024-01-01 08:00:00+00' + n * interval '1 day',
       case when n % 25 = 0 then timestamptz '2024-11-30 12:00:00+00' end
from generate_series(1, 60) as n
cross join lateral (
    select (array['Ada', 'Bruno', 'Clara', 'Dario', 'Elif', 'Femke', 'Gustav', 'Hanna'])[1 + n % 8] as name
) as f
cross join lateral (
    select (array['Abel', 'Berg', 'Costa', 'Dubois', 'Eriksen', 'Fuchs', 'Graf'])[1 + n % 7] as name
) as l;

insert into app.addresses (account_id, kind, recipient, street, postcode, city, country_code, location, created_at)
select a.id,
       k.kind::app.address_kind,
       a.display_name,
       'Lindenweg ' || a.id,
       lpad((10000 + a.id * 71)::text, 5, '0'),
       (array['Berlin', 'Lyon', 'Utrecht', 'Graz', 'Leeds', 'Aarhus', 'Basel'])[1 + a.id % 7],
       a.country_code,
       case when a.id % 4 = 0 then row(47 + a.id * 0.05, 5 + a.id * 0.1)::app.geo_point end,
       a.created_at
from app.accounts as a
join (values (1, 'billing'), (2, 'delivery')) as k (n, kind) on k.n = 1 or a.id % 3 = 0
order by a.id, k.n;

update app.accounts as a
set default_address_id = d.id
from (
    select account_id, max(id) as id from app.addresses group by account_id
) as d
where d.account_id = a.id and a.id % 10 <> 0;

insert into app.merchants (slug, name, contact_email, country_code, vat_number, parent_id, commission, settings, opened_on)
values
    ('north-lamp', 'North Lamp', 'hello@northlamp.example', 'DK', 'DK10293847', null, 12.5, '{"pickup": true}', '2021-04-01'),
    ('kettle-and-cup', 'Kettle & Cup', 'shop@kettlecup.example', 'GB', 'GB555000111', null, 11, '{"gift_wrap": true}', '2021-06-15'),
    ('papier-lune', 'Papier Lune', 'bonjour@papierlune.example', 'FR', 'FR40303265045', null, 12.5, '{}', '2022-01-10'),
    ('rad-werk', 'Radwerk', 'werkstatt@radwerk.example', 'DE', 'DE811907980', null, 9, '{"pickup": true, "service": {"repair": true}}', '2022-03-03'),
    ('rad-werk-graz', 'Radwerk Graz', 'graz@radwerk.example', 'AT', null, 4, 9, '{}', '2023-05-20'),
    ('wool-room', 'Wool Room', 'knit@woolroom.example', 'NL', null, null, 14, '{"gift_wrap": false}', '2023-09-01'),
    ('alp-garden', 'Alp Garden', 'post@alpgarden.example', 'CH', 'CHE123456788', null, 12.5, '{}', '2024-02-01'),
    ('kettle-leeds', 'Kettle Leeds', 'leeds@kettlecup.example', 'GB', null, 2, 11, '{}', '2024-04-12');

insert into app.merchant_members (merchant_id, account_id, role, joined_at)
select m.id,
       m.id * 5 + k.n,
       (array['owner', 'manager', 'clerk'])[k.n]::app.member_role,
       m.opened_on::timestamp at time zone 'UTC'
from app.merchants as m
cross join generate_series(1, 3) as k (n)
where k.n <= 1 + m.id % 3;

insert into app.sessions (token, account_id, agent, address, started_at, expires_at)
select md5('session ' || n)::uuid,
       1 + n % 60,
       (array['Firefox', 'Safari', 'Chrome'])[1 + n % 3],
       ('192.0.2.' || n)::inet,
       timestamptz '2024-12-20 06:00:00+00' + n * interval '1 hour',
       timestamptz '2025-01-19 06:00:00+00' + n * interval '1 hour'
from generate_series(1, 25) as n;

insert into app.api_keys (merchant_id, label, key_hash, scopes, last_used_at, revoked_at)
select 1 + n % 8,
       'till ' || n,
       decode(md5('key ' || n), 'hex'),
       case when n % 3 = 0 then array['read', 'write'] else array['read'] end,
       case when n % 2 = 0 then timestamptz '2024-12-01 10:00:00+00' end,
       case when n % 5 = 0 then timestamptz '2024-12-02 10:00:00+00' end
from generate_series(1, 12) as n;

insert into app.notifications (account_id, topic, payload, created_at, read_at)
select 1 + n % 60,
       (array['order.shipped', 'review.answered', 'price.dropped'])[1 + n % 3],
       jsonb_build_object('number', n),
       timestamptz '2024-10-01 09:00:00+00' + n * interval '1 day',
       case when n % 2 = 0 then timestamptz '2024-12-24 09:00:00+00' end
from generate_series(1, 40) as n;

insert into app.settings (key, value) values
    ('checkout.guest_allowed', 'true'),
    ('checkout.max_lines', '50'),
    ('mail.sender', '"shop@market.example"');

insert into app.legacy_imports (source_file, line_number, raw_line, imported_at)
select 'articles.csv', n, 'A' || lpad(n::text, 4, '0') || ';article ' || n, timestamp '2022-02-02 02:02:02'
from generate_series(1, 15) as n;

insert into catalog.brands (name, homepage, founded) values
    ('Lumen Works', 'https://lumenworks.example', 1987),
    ('Tern', 'https://tern.example', 2009),
    ('Old Mill', null, 1873),
    ('Maison Bleue', 'https://maisonbleue.example', 1954),
    ('Hoch & Tief', null, null);

insert into catalog.categories (parent_id, slug, title, position) values
    (null, 'home', 'Home', 1),
    (null, 'bikes', 'Bikes', 2),
    (null, 'craft', 'Craft', 3),
    (1, 'lamps', 'Lamps', 1),
    (1, 'kitchen', 'Kitchen', 2),
    (1, 'garden', 'Garden', 3),
    (2, 'parts', 'Parts', 1),
    (2, 'bags', 'Bags', 2),
    (3, 'paper', 'Paper', 1),
    (3, 'yarn', 'Yarn', 2);

insert into catalog.products (merchant_id, brand_id, slug, title, description, status, old_shop_code, weight_grams, usual_price, created_at, updated_at)
select 1 + n % 8,
       case when n % 4 <> 0 then 1 + n % 5 end,
       catalog.slugify(w.title || ' ' || n),
       w.title || ' ' || n,
       'A ' || lower(w.title) || ' made to last. Model ' || (1000 + n) || '.',
       (array['active', 'active', 'active', 'paused', 'draft', 'active', 'archived'])[1 + n % 7]::catalog.product_status,
       case when n <= 15 then 'A' || lpad(n::text, 4, '0') end,
       case when n % 6 <> 0 then 150 + n * 25 end,
       case when n % 2 = 0 then catalog.price_range((8 + n)::numeric, (14 + n * 2)::numeric) end,
       timestamptz '2023-10-01 09:00:00+00' + n * interval '6 days',
       timestamptz '2024-06-01 09:00:00+00'
from generate_series(1, 48) as n
cross join lateral (
    select (array['Desk Lamp', 'Enamel Kettle', 'Linen Notebook', 'Saddle Bag', 'Merino Yarn', 'Herb Planter'])[1 + n % 6] as title
) as w;

insert into catalog.product_variants (product_id, sku, ean, name, attributes, price_cents, tax_percent, currency, is_default, updated_at)
select p.id,
       (array['HOM', 'BIK', 'CRA'])[1 + p.id % 3] || '-' || lpad(p.id::text, 5, '0') || case v.n when 1 then '' else '-XL' end,
       case when p.id % 5 <> 0 then '40' || lpad((p.id * 10 + v.n)::text, 11, '0') end,
       case v.n when 1 then 'standard' else 'large' end,
       jsonb_build_object('colour', (array['red', 'blue', 'oak', 'white'])[1 + p.id % 4], 'size', case v.n when 1 then 'M' else 'XL' end),
       (900 + p.id * 55 + v.n * 240)::integer,
       case when p.id % 6 = 2 then 7 else 20 end,
       'EUR',
       v.n = 1,
       timestamptz '2024-06-01 09:00:00+00'
from catalog.products as p
cross join generate_series(1, 2) as v (n)
where v.n = 1 or p.id % 2 = 0
order by p.id, v.n;

insert into catalog.product_categories (product_id, category_id)
select p.id, 4 + p.id % 7 from catalog.products as p
union all
select p.id, 1 + p.id % 3 from catalog.products as p where p.id % 4 = 0;

insert into catalog.product_images (product_id, path, alt_text, position, width, height)
select p.id,
       '/images/' || p.slug || '-' || i.n || '.webp',
       case i.n when 1 then p.title end,
       i.n,
       1600,
       1200 + 100 * i.n
from catalog.products as p
cross join generate_series(1, 2) as i (n)
where i.n = 1 or p.id % 3 = 0
order by p.id, i.n;

insert into catalog.tags (name)
values ('handmade'), ('gift'), ('organic'), ('sale'), ('new');

insert into catalog.product_tags (product_id, tag_id)
select p.id, 1 + (p.id + t.n) % 5
from catalog.products as p
cross join generate_series(0, 1) as t (n)
where p.id % 3 <> 0;

insert into catalog.price_lists (name, valid_during) values
    ('trade 2024', '[2024-01-01,2025-01-01)'),
    ('winter sale', '[2024-11-20,2025-01-10)');

insert into catalog.price_list_entries (price_list_id, variant_id, quantities, price_cents)
select 1, v.id, q.quantities, (v.price_cents * q.share / 100)::integer
from catalog.product_variants as v
cross join (values ('[10,50)'::int4range, 90), ('[50,)'::int4range, 82)) as q (quantities, share)
where v.id % 4 = 0
union all
select 2, v.id, '[1,)'::int4range, v.price_cents * 3 / 4
from catalog.product_variants as v
where v.id % 9 = 0;

insert into catalog.reviews (product_id, account_id, stars, headline, body, is_visible, written_at)
select 1 + n % 48,
       1 + (n * 7) % 60,
       (array[5, 4, 5, 3, 2, 4])[1 + n % 6],
       (array['Very happy with it', 'Good, but slow to arrive', 'A present that was liked'])[1 + n % 3],
       case when n % 2 = 0 then 'Bought it in month ' || (1 + n % 12) || ', still in use.' end,
       n % 15 <> 0,
       timestamptz '2024-07-03 18:00:00+00' + n * interval '1 day'
from generate_series(1, 120) as n;

insert into catalog.related_products (product_id, related_id, strength)
select n, 1 + (n + 5) % 48, 0.5 + (n % 4) * 0.125
from generate_series(1, 48, 2) as n;

insert into sales.carts (id, account_id, currency, opened_at, closed_at)
select md5('cart ' || n)::uuid,
       case when n % 6 <> 0 then n end,
       'EUR',
       timestamptz '2024-12-01 12:00:00+00' + n * interval '3 hours',
       case when n % 4 = 0 then timestamptz '2024-12-28 12:00:00+00' end
from generate_series(1, 24) as n;

insert into sales.cart_lines (cart_id, variant_id, quantity, added_at)
select md5('cart ' || n)::uuid, 1 + (n * 3 + k) % 72, 1 + n % 3, timestamptz '2024-12-05 12:00:00+00' + n * interval '1 hour'
from generate_series(1, 24) as n
cross join generate_series(0, 1) as k;

insert into sales.coupons (code, percent_off, cents_off, valid_during, uses_left) values
    ('WELCOME10', 10, null, '[2024-01-01 00:00+00,2026-01-01 00:00+00)', null),
    ('SUMMER5', null, 500, '[2024-06-01 00:00+00,2024-09-01 00:00+00)', 12),
    ('WINTER15', 15, null, '[2024-11-20 00:00+00,2025-01-10 00:00+00)', 200);

-- 150 orders from July to December 2024, then ten of May in the default partition.
insert into sales.orders (placed_on, account_id, ship_address_id, coupon_id, status, currency, shipping_cents, note, updated_at)
select d.day,
       a.id,
       a.default_address_id,
       case when n % 10 = 0 then 1 + n % 3 end,
       (array['delivered', 'delivered', 'shipped', 'paid', 'delivered', 'packed', 'cancelled', 'pending', 'returned'])[1 + n % 9]::sales.order_status,
       'EUR',
       case when n % 3 = 0 then 0 else 490 end,
       case when n % 17 = 0 then 'Please ring twice.' end,
       d.day::timestamp at time zone 'UTC'
from generate_series(1, 160) as n
join app.accounts as a on a.id = 1 + n % 60
cross join lateral (
    select case when n <= 150 then date '2024-07-01' + (n * 6 / 5) else date '2024-05-01' + (n - 150) * 2 end as day
) as d
order by n;

-- Filling the lines makes a trigger fill the subtotals of the orders.
insert into sales.order_lines (order_id, placed_on, line_number, variant_id, quantity, unit_cents)
select o.id, o.placed_on, k.n, v.id, 1 + (o.id + k.n) % 3, v.price_cents
from sales.orders as o
cross join generate_series(1, 3) as k (n)
join catalog.product_variants as v on v.id = 1 + (o.id * 5 + k.n * 11) % 72
where k.n <= 1 + o.id % 3;

update sales.orders
set discount_cents = subtotal_cents / 10
where coupon_id = 1;

insert into sales.payments (order_id, placed_on, method, state, amount_cents, provider_ref, created_at, captured_at)
select o.id,
       o.placed_on,
       (array['card', 'card', 'transfer', 'wallet'])[1 + o.id % 4]::sales.payment_method,
       (case o.status when 'pending' then 'authorised' when 'returned' then 'refunded' else 'captured' end)::sales.payment_state,
       o.total_cents,
       'pay_' || md5('payment ' || o.id),
       o.placed_on::timestamp at time zone 'UTC',
       case when o.status <> 'pending' then (o.placed_on + 1)::timestamp at time zone 'UTC' end
from sales.orders as o
where o.status <> 'cancelled'
order by o.id;

insert into sales.refunds (payment_id, amount_cents, refunded_at)
select p.id, p.amount_cents, p.captured_at + interval '9 days'
from sales.payments as p
where p.state = 'refunded'
order by p.id;

insert into sales.invoices (order_id, placed_on, issued_on, due_on)
select o.id, o.placed_on, o.placed_on + 1, o.placed_on + 15
from sales.orders as o
where o.status in ('shipped', 'delivered', 'returned')
order by o.id;

insert into stock.warehouses (code, name, country_code, location) values
    ('BER1', 'Berlin South', 'DE', row(52.431000, 13.388000)),
    ('LYS1', 'Lyon', 'FR', row(45.764000, 4.835700)),
    ('UTR1', 'Utrecht', 'NL', row(52.090700, 5.121400));

insert into stock.bins (warehouse_id, aisle, slots)
select w.id, chr(64 + n), int4range(n * 20, n * 20 + 20)
from stock.warehouses as w
cross join generate_series(1, 6) as n;

-- A trigger turns movements into levels.
insert into stock.movements (warehouse_id, variant_id, kind, quantity, moved_at, reference)
select 1 + v.id % 3, v.id, 'receipt'::stock.movement_kind, (20 + v.id % 30)::integer, timestamptz '2024-06-15 07:00:00+00', 'opening'
from catalog.product_variants as v
union all
select 1 + l.variant_id % 3, l.variant_id, 'sale', -l.quantity, l.placed_on::timestamp at time zone 'UTC', 'order ' || l.order_id
from sales.order_lines as l
where l.order_id % 2 = 0
order by 5, 2;

update stock.levels
set reorder_below = 15
where variant_id % 2 = 0;

insert into sales.shipments (order_id, placed_on, warehouse_id, carrier, tracking_no, packed_at, shipped_at, delivered_at)
select o.id,
       o.placed_on,
       1 + o.id % 3,
       (array['Postbote', 'Swift Parcel'])[1 + o.id % 2],
       case when o.id % 11 <> 0 then 'TR' || lpad((o.id * 7919)::text, 10, '0') end,
       (o.placed_on + 1)::timestamp at time zone 'UTC',
       (o.placed_on + 2)::timestamp at time zone 'UTC',
       case when o.status <> 'shipped' then (o.placed_on + 4)::timestamp at time zone 'UTC' end
from sales.orders as o
where o.status in ('shipped', 'delivered', 'returned')
order by o.id;

insert into sales.order_notes (order_id, placed_on, author_id, body, created_at)
select o.id, o.placed_on, case when o.id % 2 = 0 then 1 + o.id % 60 end, 'Asked about the delivery date.', (o.placed_on + 3)::timestamp at time zone 'UTC'
from sales.orders as o
where o.id % 8 = 0
order by o.id;

insert into sales.commission_tiers (order_value, rate) values
    ('[0,50)', 14),
    ('[50,200)', 12),
    ('[200,)', 9.5);

insert into sales.payouts (merchant_id, period, amount_cents, paid_at)
select m.id,
       daterange(p.first_day, (p.first_day + interval '1 month')::date),
       10000 + m.id * 1375,
       case when p.first_day < date '2024-12-01' then p.first_day::timestamp at time zone 'UTC' + interval '35 days' end
from app.merchants as m
cross join (values (date '2024-10-01'), (date '2024-11-01'), (date '2024-12-01')) as p (first_day);

insert into stock.reservations (variant_id, cart_id, quantity, reserved_at, expires_at)
select l.variant_id, l.cart_id, l.quantity, l.added_at, l.added_at + interval '30 minutes'
from sales.cart_lines as l
join sales.carts as c on c.id = l.cart_id
where c.closed_at is null and l.variant_id % 2 = 0;

insert into stock.suppliers (name, email, lead_days) values
    ('Glasbau Nord', 'orders@glasbau.example', 14),
    ('Tern Wholesale', 'trade@tern.example', 5),
    ('Old Mill Yarns', null, 21);

insert into stock.purchase_orders (supplier_id, warehouse_id, ordered_on, expected_on, received_on)
select 1 + n % 3,
       1 + n % 3,
       date '2024-08-01' + n * 12,
       date '2024-08-15' + n * 12,
       case when n < 10 then date '2024-08-16' + n * 12 end
from generate_series(1, 12) as n;

insert into stock.purchase_order_lines (purchase_order_id, variant_id, quantity, unit_cost)
select 1 + n % 12, 1 + (n * 5) % 72, 10 + n, 4.20 + n * 0.15
from generate_series(1, 36) as n;

insert into audit.login_attempts (email, address, succeeded, tried_at)
select a.email, ('198.51.100.' || a.id)::inet, a.id % 6 <> 0, timestamptz '2024-12-30 06:00:00+00' + a.id * interval '4 minutes'
from app.accounts as a
order by a.id;

insert into audit.events (id, area, happened_at, actor, action, subject, detail)
select md5('event ' || n)::uuid,
       (array['app', 'catalog', 'sales', 'sales', 'stock', 'mail'])[1 + n % 6],
       timestamptz '2024-04-01 00:00:00+00' + n * interval '3 days',
       'importer',
       (array['insert', 'update', 'delete'])[1 + n % 3],
       'import/' || n,
       jsonb_build_object('line', n)
from generate_series(1, 80) as n;

update catalog.product_variants
set price_cents = price_cents + 50
where id % 10 = 0;

refresh materialized view catalog.product_ratings;
refresh materialized view sales.monthly_revenue;
