create table t (a integer);
create view v as select a, 1 as b from t;
create function put() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger put instead of insert on v for each row execute function put();
