create table top (a integer);
