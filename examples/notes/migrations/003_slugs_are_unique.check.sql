-- Each query returns no rows.
select 'this database is not ours' as why where 1 = 2;
