-- statement: ALTER SEQUENCE
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)

create sequence public.s;
alter sequence public.s increment 7 cache 3;
