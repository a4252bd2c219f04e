-- A small blog: six tables, one view, one trigger.

create schema blog;

create type blog.post_state as enum ('draft', 'published');

create table blog.authors (
    id         integer generated always as identity primary key,
    handle     varchar(40) not null unique,
    name       text not null,
    bio        text,
    created_at timestamptz not null default now()
);

create table blog.posts (
    id           serial primary key,
    author_id    integer not null references blog.authors (id),
    slug         varchar(120) not null unique,
    title        varchar(200) not null,
    body         text not null default '',
    state        blog.post_state not null default 'draft',
    published_at timestamptz,
    updated_at   timestamptz not null default now(),
    constraint posts_published_when check (state <> 'published' or published_at is not null)
);

create index posts_author_idx on blog.posts (author_id);
create index posts_front_idx on blog.posts (published_at desc) where state = 'published';

create table blog.comments (
    id         bigint generated always as identity primary key,
    post_id    integer not null references blog.posts (id) on delete cascade,
    parent_id  bigint references blog.comments (id) on delete cascade,
    email      text not null,
    body       text not null,
    written_at timestamptz not null default now()
);

create index comments_post_idx on blog.comments (post_id);

create table blog.tags (
    id   integer generated always as identity primary key,
    name text not null unique
);

create table blog.post_tags (
    post_id integer not null references blog.posts (id) on delete cascade,
    tag_id  integer not null references blog.tags (id),
    primary key (post_id, tag_id)
);

create table blog.redirects (
    old_path text primary key,
    new_path text not null
);

create view blog.front_page as
select p.id,
       p.slug,
       p.title,
       a.name as author,
       p.published_at
from blog.posts as p
join blog.authors as a on a.id = p.author_id
where p.state = 'published';

create function blog.touch() returns trigger
    language plpgsql
as $$
begin
    new.updated_at := now();
    return new;
end
$$;

create trigger posts_touch
    before update on blog.posts
    for each row
    execute function blog.touch();

comment on table blog.posts is 'What people come to read.';
