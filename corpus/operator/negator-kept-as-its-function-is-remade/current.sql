create function eq(integer, text) returns boolean language sql as $$ select true $$;
create function ne(integer, text) returns boolean language sql as $$ select false $$;
create operator === (leftarg = integer, rightarg = text, function = eq, negator = !==);
create operator !== (leftarg = integer, rightarg = text, function = ne, negator = ===);
