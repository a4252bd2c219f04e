-- rule: 10
-- on existing: replace

create table t (a integer, b integer, c int4range);
alter table t add check (a > 0), add unique (a), add foreign key (b) references t (a), add exclude using gist (c with &&);
alter table t add constraint named check (b > 0), alter column b set not null;
create index on t (b);
