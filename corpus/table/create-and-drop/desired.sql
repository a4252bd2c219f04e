create table kept (id integer primary key);
create table added (id bigint generated always as identity primary key, name text not null, kept_id integer references kept);
