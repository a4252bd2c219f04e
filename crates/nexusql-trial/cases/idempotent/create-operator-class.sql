-- statement: CREATE OPERATOR CLASS
-- as written: fails 42710
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten, fails run 2

create operator class public.oc for type integer using hash as operator 1 = (integer, integer), function 1 hashint4(integer);
