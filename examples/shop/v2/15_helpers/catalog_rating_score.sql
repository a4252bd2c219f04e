-- An average that starts from ten imaginary reviews of three stars, so that
-- one happy customer does not put a product on top of the list.
create function catalog.rating_score_step(state bigint[], stars integer) returns bigint[]
    language sql
    immutable
    parallel safe
as $$
    select case
        when stars is null then state
        else array[state[1] + 1, state[2] + stars]
    end
$$;

create function catalog.rating_score_combine(a bigint[], b bigint[]) returns bigint[]
    language sql
    immutable
    parallel safe
as $$
    select array[a[1] + b[1], a[2] + b[2]]
$$;

create function catalog.rating_score_final(state bigint[]) returns numeric
    language sql
    immutable
    parallel safe
as $$
    select round((30 + state[2])::numeric / (10 + state[1]), 3)
$$;

create aggregate catalog.rating_score(integer) (
    sfunc = catalog.rating_score_step,
    stype = bigint[],
    finalfunc = catalog.rating_score_final,
    combinefunc = catalog.rating_score_combine,
    initcond = '{0,0}',
    parallel = safe
);
