create table t (id integer, parent integer);
create recursive view tree (id, depth) as select id, 1 from t where parent is null union all select t.id, tree.depth + 1 from t join tree on t.parent = tree.id;
