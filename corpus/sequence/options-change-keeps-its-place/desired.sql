create sequence numbers increment by 10 cache 20 maxvalue 1000000;
