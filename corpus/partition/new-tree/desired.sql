create schema empty;
create table t (a integer not null, kind text not null, at date not null, primary key (a, kind, at)) partition by list (kind);
create index t_at on t (at);
create table t_x partition of t for values in ('x', 'it''s') partition by range (at);
create table t_x_2024 partition of t_x for values from ('2024-01-01') to ('2025-01-01');
create table t_rest partition of t default;
create table u (a integer not null) partition by hash (a);
create table u0 partition of u for values with (modulus 2, remainder 0);
create table u1 partition of u for values with (modulus 2, remainder 1);
