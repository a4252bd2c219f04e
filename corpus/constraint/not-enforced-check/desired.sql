create table users (id integer constraint id_positive check (id > 0) not enforced);
