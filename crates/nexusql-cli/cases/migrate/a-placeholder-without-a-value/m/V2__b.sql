insert into a values (1);
insert into a values (${b});
