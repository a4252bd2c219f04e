create table t (a integer not null, region text not null) partition by list (region);
create table u (a integer not null);
