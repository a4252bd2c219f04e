create table t (id int primary key, g int generated always as (id) stored);
create publication p for table t with (publish_generated_columns = stored);
