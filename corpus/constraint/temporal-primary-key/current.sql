create table rooms (id int4range not null, valid_at daterange not null);
