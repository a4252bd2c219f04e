create table bookings (room int4range not null, constraint no_overlap exclude using gist (room with &&));
