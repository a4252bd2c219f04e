-- rule: 1

create table t (id integer, a text);
insert into t values (1, 'a');
with q as (select * from t) select id, a into unlogged u from q where id > 0;
select * into v from t;
SELECT a INTO TEMP w FROM t;
alter table v rename to x;
