create table seats (hall integer not null, seat integer not null, id integer not null, constraint seats_pkey primary key (hall, seat));
