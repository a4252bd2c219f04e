create schema empty;
create table team (id integer primary key, lead_id integer not null);
create table member (id integer primary key, team_id integer not null references team);
alter table team add constraint team_lead_id_fkey foreign key (lead_id) references member deferrable initially deferred;
