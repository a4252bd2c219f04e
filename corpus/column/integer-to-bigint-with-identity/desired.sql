create table invoices (id bigint generated always as identity primary key);
create table lines (invoice_id bigint not null references invoices, n integer, primary key (invoice_id, n));
