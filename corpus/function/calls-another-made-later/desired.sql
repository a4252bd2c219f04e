create table t (a integer);
create function a_first() returns integer language plpgsql as $$ begin return z_last(); end $$;
create function z_last() returns integer language plpgsql as $$ declare r t; begin return 1; end $$;
