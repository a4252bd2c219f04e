-- statement: DO block (raise)
-- as written: repeatable
-- pg-idempotent: ok (left as is)
-- confiture: ok (left)

do $$ begin raise notice 'nothing'; end $$;
