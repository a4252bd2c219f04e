create schema "My";
create table "My"."order" ("user" integer, "Group" text);
create view "My"."All" as select "user", "Group" as "select" from "My"."order" where "Group" <> 'a''b';
