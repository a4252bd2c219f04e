-- rule: 10

create table customers_of_the_northern_and_southern_hemisphere (identifier_of_the_customer integer check (identifier_of_the_customer > 0), b integer);
alter table customers_of_the_northern_and_southern_hemisphere add check (identifier_of_the_customer < 9);
alter table customers_of_the_northern_and_southern_hemisphere add unique (identifier_of_the_customer, b);
create index on customers_of_the_northern_and_southern_hemisphere (identifier_of_the_customer, b);
create index on customers_of_the_northern_and_southern_hemisphere (identifier_of_the_customer, b);
create table "Odd One" ("Größe" integer, a text);
alter table "Odd One" add check ("Größe" > 0), add unique ("Größe"), add primary key (a);
create index on "Odd One" (lower(a), upper(a), ("Größe" + 1), coalesce(a, 'x'), (a || 'y'));
create index on "Odd One" (("Größe"::text), (case when a = 'x' then 1 end));
alter table "Odd One" add foreign key ("Größe") references "Odd One" ("Größe");
