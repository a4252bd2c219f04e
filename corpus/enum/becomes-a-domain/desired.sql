create domain k as text check (value in ('a', 'b'));
create table t (x k default 'a', y k[]);
create index t_x on t (x);
create view v as select x from t;
create function f(k) returns k language sql as $$ select $1 $$;
comment on domain k is 'kind';
