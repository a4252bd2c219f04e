create type canon;
create function canon_fn(canon) returns canon language internal immutable strict as 'int4range_canonical';
create type canon as range (subtype = int4, canonical = canon_fn);
