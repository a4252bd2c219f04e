create schema "Odd Schema";
create table "Odd Schema"."select" ("from" integer primary key, "a""b" text);
