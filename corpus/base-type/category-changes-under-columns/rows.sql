insert into t values ('kept');
