create table bookings (room int4range not null, gone boolean, constraint no_overlap exclude using gist (room with &&));
