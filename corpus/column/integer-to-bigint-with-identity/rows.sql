insert into invoices default values;
insert into lines values (1, 1), (1, 2);
