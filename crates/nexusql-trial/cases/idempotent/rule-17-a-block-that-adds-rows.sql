-- rule: 17
-- disproven: line 3: the second run changes something

create table counted (n integer primary key);
create table log (said text, at timestamptz default now());
do $$
begin
  insert into log (said) values ('once');
end
$$;
create view v as select count(*) from log;
