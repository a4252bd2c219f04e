create type c_text;
create function c_in(cstring) returns c_text language internal immutable strict as 'textin';
create function c_out(c_text) returns cstring language internal immutable strict as 'textout';
create type c_text (input = c_in, output = c_out, internallength = variable, storage = extended, collatable = true, default = 'it''s \x');
create type pointy;
create function pointy_in(cstring) returns pointy language internal immutable strict as 'point_in';
create function pointy_out(pointy) returns cstring language internal immutable strict as 'point_out';
create type pointy (input = pointy_in, output = pointy_out, internallength = 16, alignment = double, element = float8);
