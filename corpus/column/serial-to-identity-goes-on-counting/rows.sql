insert into invoices (total) values (10), (20), (30);
with more as (insert into invoices (total) values (40) returning id) select id from more;
