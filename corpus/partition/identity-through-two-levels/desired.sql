create table note (id int);
create table tree (id bigint generated always as identity, n int, k int) partition by range (n);
create table stem partition of tree for values from (0) to (10) partition by list (k);
create table leaf partition of stem for values in (1);
