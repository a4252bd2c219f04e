//! Finds the deltas between two catalogs. No kind of object is named here but the owner, which text may leave open.

use nexusql_catalog::kinds::UNCOMPARED;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};
use serde_json::Value;

use crate::{AttributeChange, Delta, DeltaKind};

/// Returns how `desired` differs from `current`, in the order of ids; empty if they are equal.
///
/// An owner that `desired` leaves open is no delta. The order of a table's columns is none either: PostgreSQL cannot
/// change it.
/// Cost: linear in the objects of both.
pub fn compare(current: &Catalog, desired: &Catalog) -> Vec<Delta> {
    let mut deltas = Vec::new();
    for (id, old) in &current.objects {
        match desired.objects.get(id) {
            None if id.kind() == Kind::Owner && !names_parent_gone(id, desired) => {}
            None => deltas.push(Delta { id: id.clone(), kind: DeltaKind::Drop }),
            Some(new) if new == old => {}
            Some(new) => {
                deltas.push(Delta { id: id.clone(), kind: DeltaKind::Alter { attributes: attributes(old, new) } });
            }
        }
    }
    let created = desired.objects.keys().filter(|id| !current.objects.contains_key(*id));
    deltas.extend(created.map(|id| Delta { id: id.clone(), kind: DeltaKind::Create }));
    deltas.sort_by(|a, b| a.id.cmp(&b.id));
    deltas
}

fn names_parent_gone(owner: &ObjectId, desired: &Catalog) -> bool {
    owner.target().is_some_and(|target| !desired.objects.contains_key(&target))
}

fn attributes(old: &Body, new: &Body) -> Vec<AttributeChange> {
    let mut old = old.attributes();
    let differing = new.attributes().into_iter().filter_map(|(attribute, desired)| {
        let current = old.remove(&attribute).unwrap_or(Value::Null);
        (current != desired && !UNCOMPARED.contains(&attribute.as_str())).then_some(AttributeChange {
            attribute,
            current,
            desired,
        })
    });
    differing.collect()
}
