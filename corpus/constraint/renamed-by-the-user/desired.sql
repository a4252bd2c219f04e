create table t (a integer constraint new_key primary key, b integer constraint new_check check (b > 0));
create table u (a integer constraint new_fk references t);
