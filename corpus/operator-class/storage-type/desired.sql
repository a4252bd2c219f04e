create operator class my_gin for type int[] using gin as operator 1 &&(anyarray, anyarray), function 1 btint4cmp(int, int), function 2 ginarrayextract(anyarray, internal, internal),
  function 3 ginqueryarrayextract(anyarray, internal, smallint, internal, internal, internal, internal), function 4 ginarrayconsistent(internal, smallint, anyarray, integer, internal, internal, internal, internal), storage int;
create operator family hollow using hash;
create operator class hollow for type int using hash family hollow as storage int;
