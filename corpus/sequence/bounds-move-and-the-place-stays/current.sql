create sequence b;
