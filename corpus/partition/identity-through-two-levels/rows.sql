insert into note values (1);
