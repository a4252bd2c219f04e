create table t (a integer);
create policy p on t for update to reader, writer using (a > 1) with check (a > 2);
