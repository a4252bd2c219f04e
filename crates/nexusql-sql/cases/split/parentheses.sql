create rule r as on insert to t do also (insert into u values (1); delete from v;);
select (1) );
select 2;
