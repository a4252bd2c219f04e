insert into settings values (1, 'high');
