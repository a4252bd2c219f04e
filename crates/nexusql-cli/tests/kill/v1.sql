-- The schema before: plain tables that hold rows.
create type mood as enum ('sad', 'ok', 'obsolete');
create table users (
    id int primary key,
    email text,
    mood mood not null default 'ok',
    score int,
    unused text
);
create table orders (
    id int primary key,
    user_id int,
    amount int not null,
    placed date not null
);
create table events (
    id int not null,
    at date not null,
    what text
);
create table gone (x int);
create index orders_old_idx on orders (amount);
create view totals as select user_id, sum(amount) as total from orders group by user_id;
