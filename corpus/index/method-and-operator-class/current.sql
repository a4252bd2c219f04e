create table docs (body text, data jsonb, at timestamptz);
create index docs_body on docs (body);
create index docs_data on docs using gin (data);
