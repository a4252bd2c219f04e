-- rule: 11

create schema types;
create schema app;
create extension hstore;
create table of_extension (h hstore);
alter extension hstore set schema types;
create type types.color as enum ('r', 'g');
create domain types.pos as integer check (value > 0);
create type types.pair as (a types.pos, b types.color);
create table app.t (id types.pos primary key, c types.color default 'r'::types.color, p types.pair);
alter type types.pair add attribute c text;
alter type types.color add value 'b' after 'r';
alter domain types.pos rename to positive;
alter type types.pair set schema app;
alter type app.pair rename attribute c to cc;
