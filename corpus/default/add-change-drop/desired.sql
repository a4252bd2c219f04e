create table jobs (state text default 'new', tries integer default 5, note text);
