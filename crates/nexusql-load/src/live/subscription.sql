-- subscription: subscriptions of this database, without their passwords
-- Only a superuser may read subconninfo: for anyone else this query is not sent, and subscriptions are unmodelled.
select 'pg_catalog.pg_subscription'::regclass::oid as classid, s.oid as objid, 0 as objsubid,
       array[s.subname]::text[] as path,
       coalesce(case when s.subconninfo ~ '^postgres(ql)?://' then
               rtrim(
                   regexp_replace(
                       regexp_replace(s.subconninfo, '^(postgres(?:ql)?://[^:@/]*):[^@/]*@', '\1@'),
                       '([?&])(?:(?:ssl)?password|scram_(?:client|server)_key|oauth_client_secret)=[^&]*&?', '\1', 'g'),
                   '?&')
           else ( -- the pairs one by one, so that a word inside another value is left alone
               select string_agg(m.pair[1], ' ' order by m.place)
               from regexp_matches(
                   s.subconninfo,
                   '((\w+)\s*=\s*(?:''(?:[^''\\]|\\.)*''|(?:[^\s\\]|\\.)*))',
                   'g') with ordinality m (pair, place)
               where m.pair[2] !~ '^((ssl)?password|scram_(client|server)_key|oauth_client_secret)$')
           end, '') as connection,
       to_json(s.subpublications) as publications,
       json_build_object(
           'binary', s.subbinary::text, -- since 14
           'streaming', case s.substream::text -- since 14
               when 't' then 'on' when 'true' then 'on' when 'p' then 'parallel' else 'off' end, -- since 14
           'two_phase', (s.subtwophasestate <> 'd')::text, -- since 15
           'disable_on_error', s.subdisableonerr::text, -- since 15
           'password_required', s.subpasswordrequired::text, -- since 16
           'run_as_owner', s.subrunasowner::text, -- since 16
           'origin', s.suborigin, -- since 16
           'failover', s.subfailover::text, -- since 17
           'slot_name', coalesce(s.subslotname, 'NONE'),
           'synchronous_commit', s.subsynccommit) as parameters
from pg_catalog.pg_subscription s
join pg_catalog.pg_database d on d.oid = s.subdbid
where d.datname = current_database()
