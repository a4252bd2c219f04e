-- rule: 17

create table t (id integer primary key, n integer, s text, at timestamptz);
insert into t (id, n, s) values (1, 1, 'A'), (2, null, 'B');
update t set n = 5, s = lower(s) where id = 1;
update t set n = coalesce(n, 0);
update t set at = now() where at is null and id > 0;
update t as x set s = y.s from t as y where y.id = x.id;
delete from t where id = 2;
truncate t;
