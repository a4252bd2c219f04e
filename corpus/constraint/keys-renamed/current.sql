create table "Odd one" (a int constraint users_pkey primary key, b int constraint users_b_key unique, c int constraint positive check (c > 0));
create table c (a int constraint c_a references "Odd one" (a), b int constraint c_b references "Odd one" (b));
create table child () inherits ("Odd one");
comment on constraint users_pkey on "Odd one" is 'the key';
alter table "Odd one" replica identity using index users_pkey;
alter table "Odd one" cluster on users_b_key;
create table p (a int, b int, constraint p_pkey primary key (a)) partition by range (a);
create table p1 partition of p for values from (0) to (100);
