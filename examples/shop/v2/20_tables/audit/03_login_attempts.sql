create table audit.login_attempts (
    id         bigint generated always as identity primary key,
    email      text not null,
    address    inet not null,
    succeeded  boolean not null,
    tried_at   timestamptz not null default now(),
    agent      text
);

create index login_attempts_when_idx on audit.login_attempts using brin (tried_at) with (pages_per_range = 16);
create index login_attempts_failed_idx on audit.login_attempts (email, tried_at) where not succeeded;
