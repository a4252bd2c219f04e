create table jobs (id integer, token uuid not null default gen_random_uuid());
