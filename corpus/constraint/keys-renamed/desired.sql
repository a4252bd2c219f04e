create table "Odd one" (a int constraint "Key of it" primary key, b int constraint accounts_b_key unique, c int constraint above_zero check (c > 0));
create table c (a int constraint c_to_a references "Odd one" (a), b int constraint c_b references "Odd one" (b));
create table child () inherits ("Odd one");
comment on constraint "Key of it" on "Odd one" is 'the key';
alter table "Odd one" replica identity using index "Key of it";
alter table "Odd one" cluster on accounts_b_key;
create table p (a int, b int, constraint p_key primary key (a)) partition by range (a);
create table p1 (a int constraint p_a_not_null not null, b int, constraint p1_key primary key (a));
alter table p attach partition p1 for values from (0) to (100);
