//! Whether values of one type stand for those of another as they are stored, so that a column changes in the catalog alone.

use nexusql_catalog::kinds::column::Column;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use super::retype::{Family, arguments, base, family, length};
use crate::context::Context;

/// Returns whether PostgreSQL changes only the catalog when the column gets its new type.
///
/// Source: `ATColumnChangeRequiresRewrite` in PostgreSQL's tablecmds.c and the types' support functions, tried against
/// `relfilenode`.
pub(super) fn is_stored_alike(old: &Column, new: &Column, cx: &Context<'_>) -> bool {
    if old.data_type == new.data_type {
        return true;
    }
    let from = underlying(&old.data_type, cx.current).map_or(old.data_type.as_str(), |(of, _)| of);
    let (to, is_checked) = underlying(&new.data_type, cx.desired).unwrap_or((&new.data_type, false));
    if is_checked {
        return false;
    }
    let is_read_so =
        new.binary_from.0.iter().any(|it| it == base(from)) || old.binary_to.0.iter().any(|it| it == base(to));
    from == to || is_wider(from, to) || is_read_so && length(to).is_none()
}

/// Returns whether an index over the column sorts by operators of another type afterwards.
pub(super) fn compares_anew(old: &Column, new: &Column, cx: &Context<'_>) -> bool {
    let from = base(underlying(&old.data_type, cx.current).map_or(old.data_type.as_str(), |(of, _)| of));
    let to = base(underlying(&new.data_type, cx.desired).map_or(new.data_type.as_str(), |(of, _)| of));
    from != to && (family(from) != family(to) || matches!(family(from), Family::Bits | Family::Other))
}

/// Returns the type that a domain is made over in the end, and whether the domain checks anything on the way; nothing if the
/// type is no domain.
fn underlying<'a>(data_type: &str, catalog: &'a Catalog) -> Option<(&'a str, bool)> {
    let is_it = |id: &&ObjectId| id.sql_name() == data_type;
    let (id, _) = catalog.objects_under(Kind::Domain, &[]).find(|(id, _)| is_it(id))?;
    let Some(Body::Domain(domain)) = catalog.objects.get(id) else { return None };
    let checks = domain.not_null || catalog.objects_under(Kind::DomainConstraint, id.path()).next().is_some();
    match underlying(&domain.base_type, catalog) {
        Some((of, below)) => Some((of, checks || below)),
        None => Some((&domain.base_type, checks)),
    }
}

/// Returns whether every value of PostgreSQL's own type `from` is one of `to` as it is.
fn is_wider(from: &str, to: &str) -> bool {
    match (base(from), base(to)) {
        ("text" | "character varying", "text" | "character varying") => is_longer(from, to),
        ("bit varying", "bit varying") => is_longer(from, to),
        ("bit", "bit varying") => length(to).is_none_or(|to| length(from).is_some_and(|from| from <= to)),
        ("numeric", "numeric") => match (arguments(from), arguments(to)) {
            (_, None) => true,
            (Some((p, s)), Some((q, t))) => s == t && p <= q,
            _ => false,
        },
        ("cidr", "inet") => true,
        (a, b) if a == b && is_time(a) => precision(from) <= precision(to),
        _ => false,
    }
}

/// Returns whether a length that may be left open is open, or at least what it was.
fn is_longer(from: &str, to: &str) -> bool {
    length(to).is_none_or(|to| length(from).is_some_and(|from| from <= to))
}

fn is_time(base: &str) -> bool {
    base.starts_with("time") || base == "interval"
}

/// Returns the digits after a second's point, which are six unless something else is said.
fn precision(data_type: &str) -> u32 {
    length(data_type).unwrap_or(6)
}
