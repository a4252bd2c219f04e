create view v as select * from "no,such%:table";
