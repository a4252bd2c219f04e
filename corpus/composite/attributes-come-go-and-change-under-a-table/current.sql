create type place as (gone text, flag boolean, street text);
create table t (id integer primary key, p place not null);
