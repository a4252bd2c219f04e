create table teams (id integer primary key);
create table members (team_id integer references teams on update cascade on delete cascade);
