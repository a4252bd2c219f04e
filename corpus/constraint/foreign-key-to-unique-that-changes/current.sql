create table countries (code text not null, name text, constraint countries_code unique (code));
create table cities (country text references countries (code));
