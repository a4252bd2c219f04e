create table t (a integer);
comment on table t is E'a \\ back, a '' quote, a $$ dollar, -- no comment, ünï';
