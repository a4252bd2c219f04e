create type num;
create function num_in(cstring) returns num language internal immutable strict as 'int4in';
create function num_out(num) returns cstring language internal immutable strict as 'int4out';
create function num_recv(internal) returns num language internal immutable strict as 'int4recv';
create function num_send(num) returns bytea language internal immutable strict as 'int4send';
create type num (input = num_in, output = num_out, internallength = 4, passedbyvalue, alignment = int4);
create function twice(num) returns num language sql immutable as 'select $1';
create cast (int4 as num) without function;
create table t (a num, many num[]);
