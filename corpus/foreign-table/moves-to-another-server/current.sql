create foreign data wrapper plain;
create server one foreign data wrapper plain;
create server two foreign data wrapper plain;
create foreign table orders (id bigint) server one;
create view seen as select id from orders;
grant select on orders to public;
