create table jobs (state text, tries integer default 3, note text default 'none');
