create table texts (id integer, a text default 'it''s', b text default E'tab\tback\\slash', c text default '', d text default 'ünïcödé');
