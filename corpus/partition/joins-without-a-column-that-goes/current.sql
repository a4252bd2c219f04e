create table u (a integer not null, gone text);
