create table docs (body text compression pglz);
