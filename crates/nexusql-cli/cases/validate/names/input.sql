create table users (id int primary key, name text);
create view by_column as select id, nope from users;
create view by_relation as select * from nowhere;
create table by_type (id money_amount);
create function by_body() returns bigint language sql
as $$
  select count(*) from users
  where missing > 1
$$;
create table by_key (id int references users (zz));
