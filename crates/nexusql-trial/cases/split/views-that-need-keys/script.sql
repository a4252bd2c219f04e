create table t (id int, name text);
alter table t add primary key (id);
create view per_id as select id, name, count(*) as n from t group by id;
create table u (id int references t (id));
create index u_id on u (id);
create view both_of as select t.name from t join u using (id);
create recursive view steps (n) as values (1) union all select n + 1 from steps where n < 3;
create or replace view both_of as select t.name, u.id from t join u using (id);
