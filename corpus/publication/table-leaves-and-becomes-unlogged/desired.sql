create unlogged table t (a integer);
create publication p;
