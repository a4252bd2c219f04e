create table ev (id bigint generated always as identity, at date not null, note text) partition by range (at);
create table ev1 partition of ev for values from ('2024-01-01') to ('2025-01-01');
create table ev2 partition of ev for values from ('2025-01-01') to ('2026-01-01') partition by list (note);
create table ev2a partition of ev2 for values in ('a');
