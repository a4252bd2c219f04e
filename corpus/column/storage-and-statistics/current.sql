create table docs (body text, kind text);
