create table sales.order_notes (
    id         bigint generated always as identity primary key,
    order_id   bigint not null,
    placed_on  date not null,
    author_id  bigint references app.accounts (id) on delete set null,
    body       text not null,
    created_at timestamptz not null default now(),
    foreign key (order_id, placed_on) references sales.orders (id, placed_on) on delete cascade
);

create index order_notes_order_idx on sales.order_notes (order_id, created_at);
create index order_notes_author_idx on sales.order_notes (author_id);
