create table teams (id integer primary key);
create table members (team_id integer references teams deferrable initially deferred);
