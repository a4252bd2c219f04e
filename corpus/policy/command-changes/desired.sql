create table t (a integer);
create policy p on t as restrictive for delete using (a > 0);
