create table r (a int constraint u1 unique, b int constraint u2 unique);
create table t (a int constraint f1 references r (a), b int constraint f2 references r (b), constraint k1 check (a > 0), constraint k2 check (b > 0));
