create schema s;
create role keeper;
alter default privileges for role keeper in schema s grant usage on sequences to reader;
