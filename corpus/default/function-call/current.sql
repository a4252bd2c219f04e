create table jobs (id integer, at timestamptz);
