create function f() returns text language plpgsql as $$
begin
  if x ~ '^a$' then return 'it''s; fine'; end if;
  return regexp_replace(x, '$', ''); -- $a$ $' $1
end;
$$;
create function g() returns void as $body$
  execute $sql$ select $$;$$ from t; $sql$;
$body$ language plpgsql;
do $é$ begin null; end $é$;
select a$b$ from t where c = $1 and d$ = '$$;';
prepare p as select $1::int;
select $x$ $ $$ $y$ ; $x$;
