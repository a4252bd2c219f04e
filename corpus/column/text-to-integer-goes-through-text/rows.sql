insert into parts values (1, '42');
