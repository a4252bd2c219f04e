select 1;
-- migrate:down
