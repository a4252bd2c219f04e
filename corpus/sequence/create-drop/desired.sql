create sequence b as smallint increment by 2 minvalue 10 maxvalue 1000 start with 10 cache 5 cycle;
