create text search template tpl (lexize = dsimple_lexize);
create text search dictionary dict (template = tpl);
