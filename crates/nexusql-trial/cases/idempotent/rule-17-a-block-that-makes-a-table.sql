-- rule: 17
-- disproven: line 2: the second run is refused: relation "made" already exists

create schema s;
do $$ begin create table s.made (id integer primary key); end $$;
create index on s.made (id);
