create extension hstore;
create table t (a integer, attrs jsonb);
