create table r (a int constraint u2 unique, b int constraint u1 unique);
create table t (a int constraint f2 references r (a), b int constraint f1 references r (b), constraint k2 check (a > 0), constraint k1 check (b > 0));
