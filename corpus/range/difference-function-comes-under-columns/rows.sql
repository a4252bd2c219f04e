insert into t values ('[1,2)', array['[3,4)'::frange]);
