create table invoices (id integer generated always as identity primary key);
create table lines (invoice_id integer not null references invoices, n integer, primary key (invoice_id, n));
