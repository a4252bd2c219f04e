create table teams (id integer primary key);
create table members (id integer primary key, team_id integer);
