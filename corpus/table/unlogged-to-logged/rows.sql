insert into hits values (1, 'start');
