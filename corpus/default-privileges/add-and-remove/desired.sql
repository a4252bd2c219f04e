create schema s;
alter default privileges in schema s grant select, insert on tables to writer;
alter default privileges grant execute on functions to reader;
