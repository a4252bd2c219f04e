create table t (id bigserial, note text);
