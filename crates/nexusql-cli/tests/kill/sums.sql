-- Read after every run; it names only what both versions have.
select concat_ws(' ',
    (select count(*) || ':' || md5(string_agg(concat_ws(',', id, email, mood, score::int), ';' order by id)) from users),
    (select count(*) || ':' || md5(string_agg(concat_ws(',', id, user_id, amount, placed), ';' order by id)) from orders),
    (select count(*) || ':' || md5(string_agg(concat_ws(',', id, at, what), ';' order by id)) from events))
