-- rule: 17
-- finding: It writes what "now" returns, which is another value each time.

create table t (n timestamptz);
update t set n = now();
