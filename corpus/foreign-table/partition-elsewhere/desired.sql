create foreign data wrapper plain;
create server away foreign data wrapper plain;
create table events (at date not null, note text) partition by range (at);
create table events_2025 partition of events for values from ('2025-01-01') to ('2026-01-01');
create foreign table events_2020 partition of events for values from ('2020-01-01') to ('2021-01-01') server away;
