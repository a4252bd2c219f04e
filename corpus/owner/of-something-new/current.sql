create role keeper;
create schema s;
