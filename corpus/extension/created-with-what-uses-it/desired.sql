create extension citext;
create extension pg_trgm with schema public;
create table people (id bigint primary key, mail citext not null, name text);
create index people_name on people using gin (name gin_trgm_ops);
