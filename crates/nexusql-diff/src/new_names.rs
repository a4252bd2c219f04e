//! Constraints and indexes that differ by nothing but their names, and unique indexes that become constraints. They take
//! their new names whether or not the user says so: they hold nothing that a mistake could lose.

mod exchanged;

use std::collections::{BTreeMap, BTreeSet};

use nexusql_base::name::quote_ident;
use nexusql_catalog::kinds::constraint::Constraint;
use nexusql_catalog::kinds::index::Index;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use crate::address::{dotted, whole};
use crate::context::Context;
use crate::locks::Relatives;
use crate::slots::{Slot, slots};
use crate::uniqueness::Uniqueness;
use crate::{LockMode, Step, kinds};

type Names = BTreeMap<ObjectId, ObjectId>;

/// How often names are looked for: what hangs in another one is found when that one has its name, and no tree is deeper.
const ROUNDS_MAX: usize = 64;

/// Returns `current` with the names that equal constraints and indexes have in `desired`, and the statements that rename
/// them; nothing if there are none.
///
/// Cost: linear in the two catalogs, and quadratic in the constraints and indexes of one table that only one of them has.
pub(crate) fn take_new_names(current: &Catalog, desired: &Catalog) -> Option<(Catalog, Vec<Step>)> {
    let mut renamed: Option<Catalog> = None;
    let mut steps = Vec::new();
    for _ in 0..ROUNDS_MAX {
        // What hangs in another one is equal when that one has its name.
        let now = renamed.as_ref().unwrap_or(current);
        let relatives = Relatives::of(now);
        let find: [&dyn Fn() -> Names; 3] =
            [&|| pairs(now, &relatives, desired), &|| exchanged::exchanged(now, &relatives, desired), &|| {
                exchanged::brought_along(now, desired)
            }];
        let Some(mut names) = find.iter().map(|find| find()).find(|names| !names.is_empty()) else { break };
        steps.extend(exchanged::statements(&names, now, &relatives, desired));
        for (old, new) in names.clone() {
            names.extend(copies(&old, &new, now, &relatives));
        }
        renamed = Some(with_names(now, &names, desired));
    }
    renamed.map(|catalog| (catalog, steps))
}

/// Returns what only `current` has, with what only `desired` has and is otherwise equal.
fn pairs(current: &Catalog, relatives: &Relatives<'_>, desired: &Catalog) -> Names {
    let (old, new) = (only_in(current, desired), only_in(desired, current));
    let mut names = Names::new();
    if old.is_empty() || new.is_empty() {
        return names;
    }
    let mut taken: BTreeSet<Slot> = current.objects.iter().flat_map(|(id, body)| slots(id, body)).collect();
    let mut free: BTreeMap<&[String], BTreeSet<&ObjectId>> = BTreeMap::new();
    for id in new {
        free.entry(table_of(id, &desired.objects[id])).or_default().insert(id);
    }
    for id in old {
        let Some(free) = free.get_mut(table_of(id, &current.objects[id])) else { continue };
        let own = slots(id, &current.objects[id]);
        let is_free = |slot: &Slot| own.contains(slot) || !taken.contains(slot);
        let fits = |other: &&&ObjectId| {
            is_same(id, current, relatives, other, desired)
                && slots(other, &desired.objects[**other]).iter().all(is_free)
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

/// Returns the table that a constraint or an index is on.
fn table_of<'a>(id: &'a ObjectId, body: &'a Body) -> &'a [String] {
    match body {
        Body::Index(index) => &index.table,
        _ => &id.path()[..2],
    }
}

/// Returns whether the two, which are on the same table, say the same.
fn is_same(id: &ObjectId, current: &Catalog, relatives: &Relatives<'_>, other: &ObjectId, desired: &Catalog) -> bool {
    match (&current.objects[id], &desired.objects[other]) {
        (Body::Index(old), Body::Constraint(new)) => becomes_key(id, old, other, new, current),
        (Body::Index(old), Body::Index(new)) => {
            let mut old = old.clone();
            old.definition = under_name(&old.definition, id, other);
            // One that hangs nowhere can be hung into the parent's.
            old.parent = old.parent.or_else(|| new.parent.clone());
            old == *new
        }
        (Body::Constraint(old), Body::Constraint(new)) => old == new && can_be_renamed(id, other, current, relatives),
        _ => false,
    }
}

/// Returns whether PostgreSQL makes the constraint of the index as it stands.
///
/// Source: PostgreSQL manual, "ALTER TABLE", `ADD table_constraint_using_index`.
fn becomes_key(id: &ObjectId, index: &Index, other: &ObjectId, key: &Constraint, current: &Catalog) -> bool {
    let Some((_, from_keys)) = index.definition.split_once(" USING btree (") else { return false };
    let is_plain = index.unique && index.valid && !index.partitioned && index.parent.is_none();
    let is_own = key.local && !key.inherited && key.parent.is_none() && key.attached_to.is_none();
    let is_told_of = || current.objects.keys().any(|said| said.target().as_ref() == Some(id));
    let nulls = if key.definition.starts_with("UNIQUE NULLS NOT DISTINCT (") { " NULLS NOT DISTINCT" } else { "" };
    let words = match key.constraint_type.as_str() {
        "unique" => format!("UNIQUE{nulls} ("),
        "primary-key" if can_be_primary(other, key, current) => "PRIMARY KEY (".to_owned(),
        _ => return false,
    };
    is_plain
        && is_own
        && (index.clustered, &index.tablespace) == (key.clustered, &key.tablespace)
        && index.statistics.is_empty()
        && kinds::undeferred(&key.definition)
            .strip_prefix(&words)
            .is_some_and(|keys| format!("{keys}{nulls}") == from_keys)
        && Uniqueness::of(id, &current.objects[id]).is_some()
        && !is_told_of()
        && !current.objects.contains_key(other)
}

/// Returns whether the table has no primary key as yet, and no nulls in the columns of this one.
fn can_be_primary(id: &ObjectId, key: &Constraint, current: &Catalog) -> bool {
    let table = &id.path()[..2];
    let refuses_null = |name: &String| {
        let column = ObjectId::new(Kind::Column, table.iter().chain([name]));
        matches!(current.objects.get(&column), Some(Body::Column(column)) if column.not_null.as_ref().is_some_and(|it| it.validated))
    };
    let mut keys = current.objects_under(Kind::Constraint, table);
    let is_primary = |body: &Body| matches!(body, Body::Constraint(key) if key.constraint_type == "primary-key");
    key.columns.iter().all(refuses_null) && !keys.any(|(_, body)| is_primary(body))
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

/// Returns the statement by which `old`, which by now is called `name`, becomes `new`.
fn statement(
    old: &ObjectId,
    name: &str,
    new: &ObjectId,
    current: &Catalog,
    relatives: &Relatives<'_>,
    desired: &Catalog,
) -> Step {
    let (from, to) = (quote_ident(name), quote_ident(new.name()));
    if let (Body::Index(_), Some(Body::Constraint(key))) = (&current.objects[old], desired.objects.get(new)) {
        return kinds::key_over_index(new, key, "", name);
    }
    if old.kind() == Kind::Index {
        let from = old.renamed(name).sql_name();
        return Step::new(old, format!("ALTER INDEX {from} RENAME TO {to}"))
            .locks(LockMode::ShareUpdateExclusive, from);
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
fn with_names(catalog: &Catalog, names: &Names, desired: &Catalog) -> Catalog {
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
    let objects = catalog.objects.iter().map(|(id, body)| match names.get(id) {
        Some(new) if new.kind() != id.kind() => (new.clone(), desired.objects[new].clone()),
        _ => (renamed(id), body_with_names(id, body, names)),
    });
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
