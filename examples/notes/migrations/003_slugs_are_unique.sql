-- migrate:up
create unique index notes_slug on notes (slug);

-- migrate:down
-- It goes with the table.
