-- statement: ALTER DOMAIN ADD CONSTRAINT
-- as written: fails 42710
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create domain public.mail as text;
alter domain public.mail add constraint has_at check (value like '%@%');
alter domain public.mail add check (value <> '');
