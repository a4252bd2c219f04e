create schema "My Schema";
create table "My Schema"."Order" (id int primary key, "select" text);
create table "My Schema"."order" (id int primary key references "My Schema"."Order");
create table "My Schema"."a/b.c" (id int);
create table "My Schema".".." (id int);
create view "My Schema"."ord""er" as select "select" from "My Schema"."Order";
comment on column "My Schema"."Order"."select" is 'it''s; quoted';
