create table t (kind text not null, at date not null) partition by list (kind);
create table t_x partition of t for values in ('x') partition by range (at);
create table u partition of t_x for values from ('2024-01-01') to ('2025-01-01');
create schema "Odd one";
create table "Odd one"."w'w" partition of t_x for values from ('2025-01-01') to ('2026-01-01') partition by hash (kind);
create table "Odd one".w0 partition of "Odd one"."w'w" for values with (modulus 1, remainder 0);
