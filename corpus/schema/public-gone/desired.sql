create schema s;
drop schema public;
