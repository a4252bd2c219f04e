//! What stands and falls with what a filter leaves out: neither can a view be made over a table that is not there, nor a
//! function be dropped that a table left alone still needs.

use std::collections::{BTreeMap, BTreeSet};

use nexusql_base::Diagnostic;
use nexusql_catalog::{Catalog, ObjectId};

use super::Filter;

/// An object that is left out because of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bond {
    object: ObjectId,
    because: String,
}

impl Bond {
    /// Returns what a user reads of it; none for a part of something that is left out itself.
    pub(crate) fn notice(bonds: &[Self]) -> Vec<Diagnostic> {
        let gone: BTreeSet<&ObjectId> = bonds.iter().map(|bond| &bond.object).collect();
        let whole = |bond: &&Self| {
            let of_gone = bond.object.whole_path().is_some_and(|path| gone.iter().any(|id| id.path() == path));
            !of_gone && bond.object.target().is_none_or(|target| !gone.contains(&target))
        };
        let say = |bond: &Self| {
            let message = format!("{} is left out too, since {}", bond.object, bond.because);
            Diagnostic::notice("left-out-too", message).with_object(bond.object.to_string())
        };
        bonds.iter().filter(whole).map(say).collect()
    }
}

impl Filter {
    /// Removes from `desired` what does not count, and what could not be made for that: what needs something that does not
    /// count and that `current`, unfiltered, does not have.
    pub(crate) fn apply_to_desired(&self, desired: &mut Catalog, current: &Catalog) -> Vec<Bond> {
        if *self == Self::default() {
            return Vec::new();
        }
        let missing = |id: &ObjectId| !current.objects.contains_key(id);
        let out: BTreeSet<ObjectId> = left_out(self, desired).into_iter().filter(missing).collect();
        let dependents = dependents(desired);
        let mut reasons: BTreeMap<ObjectId, String> = BTreeMap::new();
        let mut queue: Vec<ObjectId> = out.iter().cloned().collect();
        while let Some(id) = queue.pop() {
            for dependent in dependents.get(&id).into_iter().flatten().filter(|dependent| !out.contains(*dependent)) {
                if !reasons.contains_key(dependent) {
                    reasons.insert(dependent.clone(), format!("it needs {id}"));
                    queue.push(dependent.clone());
                }
            }
        }
        self.apply(desired);
        remove(desired, reasons)
    }

    /// Removes from `current` what does not count, and what cannot be dropped for that: what something that stays needs,
    /// though `desired` does not have it.
    pub(crate) fn apply_to_current(&self, current: &mut Catalog, desired: &Catalog) -> Vec<Bond> {
        if *self == Self::default() {
            return Vec::new();
        }
        let goes = |id: &ObjectId| self.keeps_whole(current, id) && !desired.objects.contains_key(id);
        let stays = |id: &ObjectId| ancestors(current, id).iter().all(|above| !goes(above));
        let parts = parts(current);
        let mut reasons: BTreeMap<ObjectId, String> = BTreeMap::new();
        let mut queue: Vec<ObjectId> = left_out(self, current).into_iter().filter(stays).collect();
        let mut seen: BTreeSet<ObjectId> = queue.iter().cloned().collect();
        while let Some(id) = queue.pop() {
            let needed = current.needs_of(&id).cloned().chain(current.parent(&id));
            let below = parts.get(&id).into_iter().flatten().cloned();
            for other in needed.chain(below.filter(|_| reasons.contains_key(&id))).collect::<Vec<_>>() {
                if goes(&other) {
                    reasons.entry(other.clone()).or_insert_with(|| format!("{id} needs it"));
                }
                if seen.insert(other.clone()) {
                    queue.push(other);
                }
            }
        }
        self.apply(current);
        remove(current, reasons)
    }

    /// Returns whether the object counts, and all that it is a part of.
    fn keeps_whole(&self, catalog: &Catalog, id: &ObjectId) -> bool {
        self.keeps(id) && ancestors(catalog, id).iter().all(|above| self.keeps(above))
    }
}

fn remove(catalog: &mut Catalog, reasons: BTreeMap<ObjectId, String>) -> Vec<Bond> {
    if !reasons.is_empty() {
        catalog.retain(|id| !reasons.contains_key(id));
    }
    reasons.into_iter().map(|(object, because)| Bond { object, because }).collect()
}

fn left_out(filter: &Filter, catalog: &Catalog) -> Vec<ObjectId> {
    catalog.objects.keys().filter(|id| !filter.keeps_whole(catalog, id)).cloned().collect()
}

fn ancestors(catalog: &Catalog, id: &ObjectId) -> Vec<ObjectId> {
    std::iter::successors(catalog.parent(id), |id| catalog.parent(id)).collect()
}

fn parts(catalog: &Catalog) -> BTreeMap<ObjectId, Vec<ObjectId>> {
    let mut map: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
    for id in catalog.objects.keys() {
        if let Some(parent) = catalog.parent(id) {
            map.entry(parent).or_default().push(id.clone());
        }
    }
    map
}

/// Returns who needs whom, turned round, with the parts of each object among those that need it.
fn dependents(catalog: &Catalog) -> BTreeMap<ObjectId, Vec<ObjectId>> {
    let mut map = parts(catalog);
    for (id, needs) in catalog.dependents() {
        map.entry(id.clone()).or_default().extend(needs.into_iter().cloned());
    }
    map
}
