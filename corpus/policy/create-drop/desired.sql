create table t (a integer, owner name);
alter table t enable row level security;
create policy mine on t for all to reader using (owner = current_user) with check (a > 0);
