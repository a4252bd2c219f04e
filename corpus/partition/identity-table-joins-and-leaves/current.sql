create table ev (id bigint generated always as identity, at date not null) partition by range (at);
create table a (id bigint generated always as identity, at date not null);
create table b partition of ev for values from ('2025-01-01') to ('2026-01-01');
