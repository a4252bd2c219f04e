create table broken (id nosuchtype);
create view on_broken as select id from broken;
create view on_view as select id from on_broken;
create table fine (id int);
