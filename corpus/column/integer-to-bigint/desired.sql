create table counters (id bigint primary key, n bigint not null default 0);
