create role keeper;
create schema app;
