create recursive view catalog.category_tree (id, parent_id, depth, path) as
select c.id, c.parent_id, 1, c.title
from catalog.categories as c
where c.parent_id is null
union all
select c.id, c.parent_id, t.depth + 1, t.path || ' > ' || c.title
from catalog.categories as c
join category_tree as t on t.id = c.parent_id;
