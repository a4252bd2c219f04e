create or replace function f(a int) returns int
begin atomic
  select case when a > 1 then 2 else 3 end;
  select (case a when 1 then 2 end), t.end, 1 as end, case when true then case 1 when 1 then 1 end end;
end;
create procedure p() language sql begin atomic insert into t values (1); insert into t values (2); end;
create function begin() returns int return 1;
create function e() begin atomic end;
begin; select 1; end;
create schema s create function s.f() returns int begin atomic select 1; select 2; end;
create table atomic (begin int);
