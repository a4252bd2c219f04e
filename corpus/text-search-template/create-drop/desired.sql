create text search template tpl (lexize = dsimple_lexize, init = dsimple_init);
