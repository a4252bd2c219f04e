create table users (
    id bigint generated always as identity primary key,
    email text not null unique check (position('@' in email) > 1),
    created_at timestamptz not null default now()
);
