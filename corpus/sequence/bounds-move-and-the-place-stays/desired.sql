create sequence b minvalue 10 start 10 maxvalue 100;
