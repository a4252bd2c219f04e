CREATE TABLE users (id int PRIMARY KEY, name text);
CREATE VIEW names AS SELECT id, name FROM users;
-- A function that returns rows of a view waits for it.
CREATE FUNCTION all_names() RETURNS SETOF names LANGUAGE sql AS 'select * from names';
COMMENT ON FUNCTION all_names() IS 'Every name.';
-- A table with a column of what the function returns.
CREATE TABLE logs (id int PRIMARY KEY, n bigint DEFAULT 0, CHECK (n >= 0), first names);
CREATE INDEX ON logs (n);
CREATE FUNCTION count_names() RETURNS bigint LANGUAGE sql AS 'select count(*) from users';
