select 1;
-- migrate:up
