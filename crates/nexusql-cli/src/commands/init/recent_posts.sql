create view recent_posts as
select posts.id, posts.title, users.email as author, posts.published_at
from posts
join users on users.id = posts.author_id
where posts.published_at > now() - interval '30 days';
