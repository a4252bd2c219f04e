create table t (kind text not null, at date not null) partition by list (kind);
create table t_x partition of t for values in ('x') partition by range (at);
create table u (kind text not null, at date not null);
create schema "Odd one";
create table "Odd one"."w'w" (kind text not null, at date not null) partition by hash (kind);
create table "Odd one".w0 partition of "Odd one"."w'w" for values with (modulus 1, remainder 0);
