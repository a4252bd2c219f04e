insert into users values (1, '555', 'Ada');
