create table t (a integer constraint old_key primary key, b integer constraint old_check check (b > 0));
create table u (a integer constraint old_fk references t);
