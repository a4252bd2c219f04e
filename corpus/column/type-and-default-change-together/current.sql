create table settings (id integer primary key, level text not null default 'low');
