//! Who owns an object: a column and a sequence that belongs to one have the owner of their table.

use std::collections::BTreeSet;

use nexusql_catalog::kinds::{Grants, OWNER};
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use crate::context::Context;

/// Returns the object by whose owner `target` is owned in `catalog`: itself, or its table.
pub(crate) fn owning(target: &ObjectId, catalog: &Catalog) -> Option<ObjectId> {
    match (target.kind(), catalog.objects.get(target)) {
        (Kind::Column | Kind::ViewColumn, _) => catalog.whole(&target.path()[..2]),
        (_, Some(Body::Sequence(sequence))) => match &sequence.owned_by {
            Some(column) => catalog.whole(&column[..2]),
            None => Some(target.clone()),
        },
        _ => Some(target.clone()),
    }
}

fn named<'a>(target: &ObjectId, catalog: &'a Catalog) -> Option<&'a str> {
    match catalog.objects.get(&ObjectId::about(Kind::Owner, &owning(target, catalog)?)) {
        Some(Body::Owner(owner)) => Some(&owner.role),
        _ => None,
    }
}

/// Returns who owns `target` before its owner changes: what is made in the plan belongs to the session's role.
pub(crate) fn before<'a>(target: &ObjectId, cx: &Context<'a>) -> &'a str {
    let owner = cx.stays(target).then(|| named(target, cx.current)).flatten();
    owner.unwrap_or(&cx.current.session_role)
}

/// Returns who owns `target` in the end, if that is known by name.
pub(crate) fn after<'a>(target: &ObjectId, cx: &Context<'a>) -> Option<&'a str> {
    named(target, cx.desired).or_else(|| named(target, cx.current))
}

/// Returns the grants on `target` after its owner changed: what the new owner was granted before is the owner's now.
///
/// Source: `aclnewowner` in PostgreSQL's acl.c.
pub(crate) fn handed_over(grants: &Grants, target: &ObjectId, cx: &Context<'_>) -> Grants {
    let mut grants = grants.clone();
    let changes = after(target, cx).filter(|new| cx.stays(target) && *new != before(target, cx));
    let Some(taken) = changes.and_then(|new| grants.remove(new)) else { return grants };
    let own = grants.entry(OWNER.to_owned()).or_default();
    own.extend(taken);
    let passed_on: BTreeSet<String> = own.iter().filter_map(|name| Some(name.strip_suffix('*')?.to_owned())).collect();
    own.retain(|name| !passed_on.contains(name));
    grants
}
