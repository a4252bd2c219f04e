create table items (a integer);
