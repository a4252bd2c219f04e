create table docs (body text, data jsonb, at timestamptz);
create index docs_body on docs (body text_pattern_ops);
create index docs_data on docs using gin (data jsonb_path_ops);
create index docs_at on docs using brin (at) with (pages_per_range = 32);
