create table t (id int, at timestamptz);
create function wrong() returns int language plpgsql as $$
declare n int;
begin
  selct 1;
end $$;
create function unknown_names() returns void language plpgsql as $$
declare c cursor for select 1; r record;
begin
  with x as (select extract(year from at) from t), y (a, b) as (select 1, 2) select 1 into r from x join y on true;
  create temp table tmp (a int);
  insert into tmp select g from generate_series(1, 2) g;
  for r in select * from t where id is distinct from 1 loop null; end loop;
  update audit.log set a = 1;
  delete from only gone where a = trim(both from 'x')::int;
  fetch next from c into r;
  perform 1 from pg_class join information_schema.tables on true;
end $$;
create procedure sql_body() language sql as 'delete from gone; delete from t;';
create function atomic() returns bigint return (select count(*) from t);
create function reads_rows() returns trigger language plpgsql as $$
begin
  insert into t select id, at from fresh join stale using (id);
  return null;
end $$;
create trigger rows after update on t referencing new table as fresh old table stale for each statement
  execute function reads_rows();
