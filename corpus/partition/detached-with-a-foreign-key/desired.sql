create table other (id integer primary key) partition by range (id);
create table other1 partition of other for values from (0) to (100);
create table plain (id integer primary key);
create table t (a integer references other, b integer references plain) partition by range (a);
create table t1 (a integer constraint t_a_fkey references other, b integer constraint t_b_fkey references plain);
create table u (id integer primary key) partition by range (id);
create table u1 (id integer primary key);
create table to_u (id integer references u);
