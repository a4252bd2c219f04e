create type mood as enum ('sad', 'ok', 'happy');
create table t (id int primary key, n int, mood mood generated always as (case when n > 0 then 'ok'::mood else 'sad'::mood end) stored);
create index t_mood_idx on t (mood);
