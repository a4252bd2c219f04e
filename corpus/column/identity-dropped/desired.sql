create table invoices (id integer primary key);
