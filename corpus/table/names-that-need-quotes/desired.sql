create schema "Odd Schema";
create table "Odd Schema"."select" ("from" integer primary key, "a""b" text, "Über" integer default 1);
create index "an index" on "Odd Schema"."select" ("Über");
