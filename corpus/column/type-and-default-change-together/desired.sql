create type level as enum ('low', 'high');
create table settings (id integer primary key, level level not null default 'low');
