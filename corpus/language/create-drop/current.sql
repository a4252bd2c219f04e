create function pl_handler() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
create function pl_inline(internal) returns void language c strict as '$libdir/plpgsql', 'plpgsql_inline_handler';
