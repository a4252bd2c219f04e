create table t (a integer);
create policy p on t for update to reader using (a > 0);
