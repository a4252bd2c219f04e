//! Names that constraints and indexes of one table hand on to each other, so that none of them is free beforehand; and the
//! index that a partition brings along, which PostgreSQL takes for its part of the parent's whatever it is called.

use std::collections::BTreeMap;

use nexusql_catalog::kinds::index::Index;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use super::{Names, is_same, statement, table_of, under_name};
use crate::index_parts::partition_of;
use crate::locks::Relatives;
use crate::slots::{Slot, slots};
use crate::{Step, kinds};

/// Returns the names that constraints and indexes hand on, in a row that ends at a free name or in a circle.
pub(super) fn exchanged(current: &Catalog, relatives: &Relatives<'_>, desired: &Catalog) -> Names {
    let differ = |id: &&ObjectId| current.objects.get(*id) != desired.objects.get(*id);
    let named = |catalog: &'_ Catalog| -> Vec<ObjectId> {
        let ids = catalog.objects.keys().filter(|id| matches!(id.kind(), Kind::Constraint | Kind::Index));
        ids.filter(differ).cloned().collect()
    };
    let mut open: BTreeMap<&[String], Vec<&ObjectId>> = BTreeMap::new();
    let new = named(desired);
    for id in &new {
        open.entry(table_of(id, &desired.objects[id])).or_default().push(id);
    }
    let mut names = Names::new();
    for id in named(current) {
        let Some(open) = open.get_mut(table_of(&id, &current.objects[&id])) else { continue };
        // An index that shall only hang in another one keeps its name.
        if desired.objects.contains_key(&id) && is_same(&id, current, relatives, &id, desired) {
            continue;
        }
        let fits = |other: &&ObjectId| {
            **other != id && other.kind() == id.kind() && is_same(&id, current, relatives, other, desired)
        };
        if let Some(at) = open.iter().position(fits) {
            names.insert(id, open.remove(at).clone());
        }
    }
    let holders: BTreeMap<Slot, &ObjectId> =
        current.objects.iter().flat_map(|(id, body)| slots(id, body).into_iter().map(move |slot| (slot, id))).collect();
    loop {
        let is_handed_on = |id: &ObjectId| !current.objects.contains_key(id) || names.contains_key(id);
        let is_free = |slot: &Slot| holders.get(slot).is_none_or(|holder| names.contains_key(*holder));
        let stuck =
            names.iter().find(|(_, new)| !is_handed_on(new) || !slots(new, &desired.objects[*new]).iter().all(is_free));
        match stuck.map(|(old, _)| old.clone()) {
            Some(old) => names.remove(&old),
            None => return names,
        };
    }
}

/// Returns the names of indexes of tables that become partitions of a standing one and are equal to what they are to have
/// of its index.
///
/// Source: `AttachPartitionEnsureIndexes` in PostgreSQL's tablecmds.c.
pub(super) fn brought_along(current: &Catalog, desired: &Catalog) -> Names {
    let index = |catalog: &'_ Catalog, id: &ObjectId| match catalog.objects.get(id) {
        Some(Body::Index(index)) => Some(index.clone()),
        _ => None,
    };
    let mut names = Names::new();
    for (id, body) in desired.objects.iter().filter(|(id, _)| !current.objects.contains_key(*id)) {
        let Body::Index(part) = body else { continue };
        let Some(parent) = &part.parent else { continue };
        let table = ObjectId::new(Kind::Table, &part.table);
        let stands = current.objects.contains_key(&ObjectId::new(Kind::Index, parent));
        if !stands || partition_of(current, &table).is_some() || !current.objects.contains_key(&table) {
            continue;
        }
        let stays_free = |old: &ObjectId| index(desired, old).is_none_or(|index| index.parent.is_none());
        let is_equal = |old: &ObjectId, index: &Index| {
            let definition = under_name(&index.definition, old, id);
            index.table == part.table && index.parent.is_none() && index.valid && definition == part.definition
        };
        let equal = current.objects.iter().find(|(old, body)| {
            matches!(body, Body::Index(index) if is_equal(old, index)) && stays_free(old) && !names.contains_key(*old)
        });
        let is_taken = current
            .objects
            .iter()
            .any(|(other, body)| slots(other, body).iter().any(|slot| slots(id, &desired.objects[id]).contains(slot)));
        if let Some((old, _)) = equal.filter(|_| !is_taken) {
            names.insert(old.clone(), id.clone());
        }
    }
    names
}

/// Returns where the name is that `old` has or gets as `id`: a constraint with an index takes one of its schema's.
fn place<'a>(old: &ObjectId, id: &'a ObjectId, current: &Catalog) -> Vec<&'a str> {
    match slots(old, &current.objects[old]).is_empty() {
        true => id.path().iter().map(String::as_str).collect(),
        false => vec![&id.path()[0], id.name()],
    }
}

/// Returns the statements of the renames in an order in which each name is free when it is taken; a circle goes over a name
/// that is nobody's.
pub(super) fn statements(names: &Names, current: &Catalog, relatives: &Relatives<'_>, desired: &Catalog) -> Vec<Step> {
    let mut open: Vec<(ObjectId, ObjectId, ObjectId)> =
        names.iter().map(|(old, new)| (old.clone(), old.clone(), new.clone())).collect();
    let mut steps = Vec::new();
    while !open.is_empty() {
        let is_free = |(old, _, new): &(ObjectId, ObjectId, ObjectId)| {
            let wanted = place(old, new, current);
            open.iter().all(|(other, now, _)| place(other, now, current) != wanted)
        };
        match open.iter().position(is_free) {
            Some(at) => {
                let (old, now, new) = open.remove(at);
                steps.push(statement(&old, now.name(), &new, current, relatives, desired));
            }
            None => {
                let (old, now, _) = &mut open[0];
                let aside = old.renamed(&kinds::aside_name(old.name()));
                steps.push(statement(old, old.name(), &aside, current, relatives, desired));
                *now = aside;
            }
        }
    }
    steps
}
