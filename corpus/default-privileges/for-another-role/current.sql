create schema s;
create role keeper;
