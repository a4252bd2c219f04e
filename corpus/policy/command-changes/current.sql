create table t (a integer);
create policy p on t for select using (a > 0);
