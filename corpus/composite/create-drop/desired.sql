create type place as (street text, "number" integer, at point);
