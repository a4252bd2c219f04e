insert into t values ('bad'), ('good');
