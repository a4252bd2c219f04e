create table t (a integer, owner name);
alter table t enable row level security;
create policy old on t using (true);
