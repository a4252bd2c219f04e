//! Constraints and indexes that differ by nothing but their names. They are renamed whether or not the user says so: they
//! hold nothing that a mistake could lose.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_base::name::quote_ident;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use crate::address::{dotted, whole};
use crate::context::Context;
use crate::locks::Relatives;
use crate::slots::{Slot, slots};
use crate::{LockMode, Step};

type Names = BTreeMap<ObjectId, ObjectId>;

/// Returns `current` with the names that equal constraints and indexes have in `desired`, and the statements that rename
/// them; nothing if there are none.
///
/// Cost: linear in the two catalogs, and quadratic in the constraints and indexes that only one of them has.
pub(crate) fn take_new_names(current: &Catalog, desired: &Catalog) -> Option<(Catalog, Vec<Step>)> {
    let mut renamed: Option<Catalog> = None;
    let mut steps = Vec::new();
    loop {
        // What hangs in another one is equal when that one has its name.
        let now = renamed.as_ref().unwrap_or(current);
        let relatives = Relatives::of(now);
        let mut names = pairs(now, &relatives, desired);
        if names.is_empty() {
            return renamed.map(|catalog| (catalog, steps));
        }
        steps.extend(names.iter().map(|(old, new)| statement(old, new, now, &relatives)));
        for (old, new) in names.clone() {
            names.extend(copies(&old, &new, now, &relatives));
        }
        renamed = Some(with_names(now, &names));
    }
}

/// Returns what only `current` has, with what only `desired` has and is otherwise equal.
fn pairs(current: &Catalog, relatives: &Relatives<'_>, desired: &Catalog) -> Names {
    let (old, new) = (only_in(current, desired), only_in(desired, current));
    let mut names = Names::new();
    if old.is_empty() || new.is_empty() {
        return names;
    }
    let mut taken: BTreeSet<Slot> = current.objects.iter().flat_map(|(id, body)| slots(id, body)).collect();
    let mut free: BTreeSet<&ObjectId> = new.into_iter().collect();
    for id in old {
        let fits = |other: &&&ObjectId| {
            let is_free = || slots(other, &desired.objects[**other]).iter().all(|slot| !taken.contains(slot));
            is_same(id, current, relatives, other, desired) && is_free()
        };
        let Some(&other) = free.iter().find(fits) else { continue };
        free.remove(other);
        taken.extend(slots(other, &desired.objects[other]));
        names.insert(id.clone(), other.clone());
    }
    names
}

fn only_in<'a>(here: &'a Catalog, there: &Catalog) -> Vec<&'a ObjectId> {
    let named = here.objects.keys().filter(|id| matches!(id.kind(), Kind::Constraint | Kind::Index));
    named.filter(|id| !there.objects.contains_key(id)).collect()
}

/// Returns whether the two are on the same table and say the same.
fn is_same(id: &ObjectId, current: &Catalog, relatives: &Relatives<'_>, other: &ObjectId, desired: &Catalog) -> bool {
    if id.path()[..id.path().len() - 1] != other.path()[..other.path().len() - 1] {
        return false;
    }
    match (&current.objects[id], &desired.objects[other]) {
        (Body::Index(old), Body::Index(new)) if old.table == new.table => {
            let mut old = old.clone();
            old.definition = under_name(&old.definition, id, other);
            old == *new
        }
        (Body::Constraint(old), Body::Constraint(new)) => old == new && can_be_renamed(id, other, current, relatives),
        _ => false,
    }
}

/// Returns whether PostgreSQL renames the constraint: a check that children have takes them along, if each has it from
/// nowhere else.
fn can_be_renamed(id: &ObjectId, other: &ObjectId, current: &Catalog, relatives: &Relatives<'_>) -> bool {
    let Some(Body::Constraint(check)) = current.objects.get(id).filter(|body| comes_down(body)) else { return true };
    let below = relatives.descendants(&id.path()[..2]);
    !check.inherited
        && below.into_iter().all(|child| {
            let taken = ObjectId::new(Kind::Constraint, child.iter().chain([&other.path()[2]]));
            Context::parents(current, child).len() == 1 && !current.objects.contains_key(&taken)
        })
}

fn comes_down(body: &Body) -> bool {
    matches!(body, Body::Constraint(check) if check.constraint_type == "check" && !check.no_inherit)
}

/// Returns the new names of a check's copies on child tables.
fn copies(old: &ObjectId, new: &ObjectId, current: &Catalog, relatives: &Relatives<'_>) -> Names {
    let mut names = Names::new();
    if current.objects.get(old).is_some_and(comes_down) {
        for child in relatives.descendants(&old.path()[..2]) {
            let on_child = |id: &ObjectId| ObjectId::new(Kind::Constraint, child.iter().chain([&id.path()[2]]));
            if current.objects.contains_key(&on_child(old)) {
                names.insert(on_child(old), on_child(new));
            }
        }
    }
    names
}

/// Returns the definition of the index `old` as that of the index `new`.
fn under_name(definition: &str, old: &ObjectId, new: &ObjectId) -> String {
    let words = |id: &ObjectId| format!(" INDEX {} ON ", quote_ident(id.name()));
    definition.replacen(&words(old), &words(new), 1)
}

fn statement(old: &ObjectId, new: &ObjectId, current: &Catalog, relatives: &Relatives<'_>) -> Step {
    let (from, to) = (quote_ident(old.name()), quote_ident(new.name()));
    if old.kind() == Kind::Index {
        return Step::new(old, format!("ALTER INDEX {} RENAME TO {to}", old.sql_name()))
            .locks(LockMode::ShareUpdateExclusive, old.sql_name());
    }
    let step = Step::new(old, format!("ALTER TABLE {} RENAME CONSTRAINT {from} TO {to}", whole(old)))
        .locks(LockMode::AccessExclusive, whole(old));
    if !current.objects.get(old).is_some_and(comes_down) {
        return step;
    }
    let below = relatives.descendants(&old.path()[..2]).into_iter();
    below.fold(step, |step, child| step.locks(LockMode::AccessExclusive, dotted(child)))
}

/// Returns the catalog with other names, wherever they are said.
fn with_names(catalog: &Catalog, names: &Names) -> Catalog {
    let renamed = |id: &ObjectId| match (names.get(id), id.target()) {
        (Some(new), _) => new.clone(),
        (None, Some(target)) => match names.get(&target) {
            Some(new) => {
                let before = &id.path()[..id.path().len() - target.path().len()];
                ObjectId::new(id.kind(), before.iter().chain(new.path()))
            }
            None => id.clone(),
        },
        (None, None) => id.clone(),
    };
    let objects = catalog.objects.iter().map(|(id, body)| (renamed(id), body_with_names(id, body, names)));
    let needs = catalog.needs.iter().map(|(id, needs)| (renamed(id), needs.iter().map(renamed).collect()));
    Catalog { objects: objects.collect(), needs: needs.collect(), ..catalog.clone() }
}

fn body_with_names(id: &ObjectId, body: &Body, names: &Names) -> Body {
    let path_of = |kind: Kind, path: &mut Option<Vec<String>>| {
        let new = path.as_ref().and_then(|path| names.get(&ObjectId::new(kind, path)));
        if let Some(new) = new {
            *path = Some(new.path().to_vec());
        }
    };
    let mut body = body.clone();
    match &mut body {
        Body::Constraint(constraint) => {
            path_of(Kind::Constraint, &mut constraint.parent);
            path_of(Kind::Index, &mut constraint.attached_to);
        }
        Body::Index(index) => {
            path_of(Kind::Index, &mut index.parent);
            if let Some(new) = names.get(id) {
                index.definition = under_name(&index.definition, id, new);
            }
        }
        Body::Table(table) => {
            let Some(index) = table.replica_identity.strip_prefix("index ") else { return body };
            let key = ObjectId::new(Kind::Constraint, id.path().iter().map(String::as_str).chain([index]));
            let index = ObjectId::new(Kind::Index, [&id.path()[0], index]);
            if let Some(new) = names.get(&key).or_else(|| names.get(&index)) {
                table.replica_identity = format!("index {}", new.name());
            }
        }
        _ => {}
    }
    body
}
