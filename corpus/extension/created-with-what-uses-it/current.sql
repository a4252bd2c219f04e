create table people (id bigint primary key, mail text not null);
