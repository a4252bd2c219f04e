create table ev (id bigint not null, at date not null) partition by range (at);
create table ev1 partition of ev for values from ('2024-01-01') to ('2025-01-01');
