create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create table t (a integer, b integer) partition by range (a);
create table p1 partition of t for values from (1) to (5);
create table p2 partition of t for values from (5) to (9);
create trigger g before insert on t for each row execute function g();
create trigger h after insert on t for each row execute function g();
