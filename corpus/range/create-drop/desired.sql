create function fdiff(float8, float8) returns float8 language sql immutable as 'select $1 - $2';
create type frange as range (subtype = float8, subtype_diff = fdiff);
create schema "Odd Schema";
create type "Odd Schema"."R 2" as range (subtype = text, collation = "C", subtype_opclass = text_pattern_ops);
