create table t (a bigint);
create policy p on t using (a > 0);
