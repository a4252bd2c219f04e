-- statement: CREATE DATABASE
-- as written: fails 42P04
-- pg-idempotent: FAIL run 2 (left as is)
-- confiture: not rewritten

create database elsewhere;
