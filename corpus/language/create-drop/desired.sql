create function pl_handler() returns language_handler language c as '$libdir/plpgsql', 'plpgsql_call_handler';
create function pl_inline(internal) returns void language c strict as '$libdir/plpgsql', 'plpgsql_inline_handler';
create trusted language "my Lang" handler pl_handler inline pl_inline;
create function f() returns int language "my Lang" as 'begin return 1; end';
