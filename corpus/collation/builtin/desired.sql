create collation b1 (provider = builtin, locale = 'C.UTF-8');
