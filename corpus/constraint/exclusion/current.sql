create table bookings (room int4range not null);
