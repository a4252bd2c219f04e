create function fdiff(float8, float8) returns float8 language sql immutable as 'select $1 - $2';
create type frange as range (subtype = float8);
create table t (r frange, many frange[]);
create view v as select r from t;
