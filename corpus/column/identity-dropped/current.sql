create table invoices (id integer generated always as identity primary key);
