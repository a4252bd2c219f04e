create materialized view catalog.product_ratings as
select r.product_id,
       count(*) as reviews,
       catalog.rating_score(r.stars::integer) as score
from catalog.reviews as r
where r.is_visible
group by r.product_id
with data;

create unique index product_ratings_product_key on catalog.product_ratings (product_id);
create index product_ratings_score_idx on catalog.product_ratings (score desc, reviews desc);
