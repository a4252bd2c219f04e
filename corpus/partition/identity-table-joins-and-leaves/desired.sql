create table ev (id bigint generated always as identity, at date not null) partition by range (at);
create table a partition of ev for values from ('2024-01-01') to ('2025-01-01');
create table b (id bigint generated always as identity, at date not null);
