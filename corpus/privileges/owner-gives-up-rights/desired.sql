create table t (a integer);
revoke insert, update, delete, truncate on t from postgres;
