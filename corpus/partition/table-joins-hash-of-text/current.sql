create table t (a integer, b text) partition by hash (a, b);
create table t0 partition of t for values with (modulus 2, remainder 0);
create table u (a integer, b text);
