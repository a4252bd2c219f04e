create type size as enum ('big', 'small');
create table t (s size, many size[]);
