create table t (a integer not null, region text not null) partition by list (region);
create table u partition of t for values in ('eu');
alter table u alter region set default 'eu';
