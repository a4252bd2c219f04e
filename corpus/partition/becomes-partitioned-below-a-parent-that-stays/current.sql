create table m (id int, d date, r text) partition by range (d);
create table m_2024 partition of m for values from ('2024-01-01') to ('2025-01-01');
create table m_rest partition of m default;
create index on m (r);
