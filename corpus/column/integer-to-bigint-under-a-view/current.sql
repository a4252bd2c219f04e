create table orders (id integer primary key, total integer);
create view big_orders as select id, total from orders where total > 100;
create view biggest as select max(total) as total from big_orders;
