create table docs (body text);
