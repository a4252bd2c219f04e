-- The schema after: steps of every sort, in and outside transactions.
create type mood as enum ('sad', 'ok', 'happy', 'elated');
create type state as enum ('open', 'paid');
create table users (
    id int primary key,
    email text not null,
    mood mood not null default 'ok',
    score numeric(10, 2),
    nickname text not null default 'nobody',
    constraint users_email_key unique (email),
    constraint users_score_check check (score >= 0)
);
create index users_score_idx on users (score);
create index users_lower_email_idx on users (lower(email));
create table orders (
    id bigint primary key,
    user_id int not null references users,
    amount bigint not null check (amount > 0),
    placed date not null,
    state state not null default 'open'
);
create index orders_user_idx on orders (user_id);
create index orders_placed_idx on orders (placed) include (amount);
create table events (
    id int not null,
    at date not null,
    what text
) partition by range (at);
create table events_2023 partition of events for values from ('2023-01-01') to ('2024-01-01');
create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01');
create table events_rest partition of events default;
create index events_at_idx on events (at);
create view totals as select user_id, sum(amount) as total, count(*) as n from orders group by user_id;
create view rich as select u.id, u.email, t.total from users u join totals t on t.user_id = u.id where t.total > 100;
create materialized view moods as select mood, count(*) as n from users group by mood;
create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touch before update on users for each row execute function touch();
comment on table orders is 'what was ordered';
