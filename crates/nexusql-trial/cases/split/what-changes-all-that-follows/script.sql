create table t (n int);
create function note() returns event_trigger language plpgsql as $$ begin perform 1; end $$;
create event trigger noted on ddl_command_end execute function note();
create table u (n int);
create extension if not exists plpgsql;
create statistics t_s on n, (n + 1) from t;
create rule quiet as on delete to u do instead nothing;
insert into u values (1);
delete from u;
