-- rule: 12

create type "Mo$do$od" as enum ('$do$', '$$', '$do_1$', 'it''s');
create table t (a text);
alter table t add constraint c check (a <> '$do$' and a <> '$sql$' and a not like 'x\y'); -- $do$ in a comment
alter table t add constraint d check (a <> 'x') -- no semicolon on this line
;
create policy "it's" on t using (a <> $$ $do$ $$)
