create table t (name text);
create function clean(x text) returns text language plpgsql as $$
begin
  -- a ; in a comment, a $' in a pattern: create table no ();
  return regexp_replace(x, 'a$', 'b') || '$'';' || E'\'; create table nor ();';
end $$;
create function nested() returns text language plpgsql as $out$
begin return $in$ create view no as select 1; $in$; end $out$;
create function atomic(n int) returns int begin atomic select case when n > 0 then 1 else 2 end; end;
create view v as select clean(name) as name, $$;$$ as semicolon from t;
insert into t values ('; drop table t; --'), (E'\\'), ('a''b');
