-- One list partition per area; the busy one is cut again by half-year.
create table audit.events (
    id          uuid not null default gen_random_uuid(),
    area        text not null,
    happened_at timestamptz not null default now(),
    actor       text not null default current_user,
    action      text not null,
    subject     text,
    detail      jsonb,
    request_id  uuid,
    constraint events_pkey primary key (id, area, happened_at),
    constraint events_action_not_blank check (action <> '')
) partition by list (area);

create index events_subject_idx on audit.events (subject, happened_at desc);
create index events_request_idx on audit.events (request_id) where request_id is not null;
create index events_when_idx on audit.events using brin (happened_at) with (pages_per_range = 64);
