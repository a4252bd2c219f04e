insert into t values ('big', '{small,big}');
