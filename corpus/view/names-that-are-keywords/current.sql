create schema "My";
create table "My"."order" ("user" integer, "Group" text);
