create table sales.invoices (
    number     bigint primary key default nextval('sales.invoice_number_seq'::regclass),
    order_id   bigint not null,
    placed_on  date not null,
    issued_on  date not null default current_date,
    due_on     date not null default current_date + 14,
    pdf        bytea,
    unique (order_id, placed_on),
    foreign key (order_id, placed_on) references sales.orders (id, placed_on),
    constraint invoices_due_after_issue check (due_on >= issued_on)
);

alter sequence sales.invoice_number_seq owned by sales.invoices.number;

alter table sales.invoices alter column pdf set storage external;
