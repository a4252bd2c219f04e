insert into log values (('a', 1)), (('b', null));
