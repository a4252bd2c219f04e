create table rooms (id int4range not null, valid_at daterange not null, constraint rooms_pkey primary key (id, valid_at without overlaps));
