create function catalog.category_path(category_id integer, separator text default ' > ') returns text
    language sql
    stable
as $$
    with recursive up as (
        select c.parent_id, c.title, 1 as depth
        from catalog.categories as c
        where c.id = category_id
        union all
        select c.parent_id, c.title, up.depth + 1
        from catalog.categories as c
        join up on c.id = up.parent_id
    )
    select string_agg(title, separator order by depth desc) from up
$$;
