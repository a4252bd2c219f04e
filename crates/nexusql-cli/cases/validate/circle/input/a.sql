create view one as select * from two;
create view two as select * from one;
create view three as select * from one;
