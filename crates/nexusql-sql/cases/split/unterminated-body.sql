create function f()
begin atomic
  select case 1 when 1 then 2 end;
