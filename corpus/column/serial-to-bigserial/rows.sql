insert into invoices default values;
insert into invoices default values;
