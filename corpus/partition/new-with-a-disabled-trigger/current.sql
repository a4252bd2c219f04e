create function g() returns trigger language plpgsql as $$ begin return new; end $$;
create table u (a integer) partition by list (a);
create trigger g before insert on u for each row execute function g();
alter table u disable trigger g;
