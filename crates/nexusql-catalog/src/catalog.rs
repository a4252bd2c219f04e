//! The whole of a database: objects by id and the edges between them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{Body, Kind, ObjectId, kinds};

/// Everything a database holds that nexusql models, and a list of what it does not.
#[derive(Clone, Debug, Default)]
pub struct Catalog {
    /// The server's version as a number: 150018 is 15.18.
    pub server_version: u32,
    /// The role that read it; objects that it makes belong to it.
    pub session_role: String,
    /// The objects.
    pub objects: BTreeMap<ObjectId, Body>,
    /// What each object needs in order to exist, as `pg_depend` has it, ends mapped to modelled objects.
    ///
    /// Invariant: both ends are in `objects`; no object needs itself.
    pub needs: BTreeMap<ObjectId, BTreeSet<ObjectId>>,
    /// What stands in the database and is not modelled, so not compared.
    pub unmodelled: Vec<Unmodelled>,
}

/// An object that was seen and is not modelled.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unmodelled {
    /// What sort of object it is, in PostgreSQL's words.
    pub kind: String,
    /// Its name as PostgreSQL prints it.
    pub name: String,
}

impl Catalog {
    /// Returns the server's major version.
    pub fn major(&self) -> u32 {
        self.server_version / 10_000
    }

    /// Returns the table, foreign table, view, materialized view, composite type or domain at `path`.
    pub fn whole(&self, path: &[String]) -> Option<ObjectId> {
        use Kind::*;
        [Table, View, MaterializedView, ForeignTable, Composite, Domain]
            .into_iter()
            .map(|kind| ObjectId::new(kind, path))
            .find(|id| self.objects.contains_key(id))
    }

    /// Returns the object that `id` is a part of, and without which it cannot be: a column's table, a comment's target.
    pub fn parent(&self, id: &ObjectId) -> Option<ObjectId> {
        if let Some(target) = id.target() {
            return Some(target);
        }
        if id.kind() == Kind::Default {
            return [Kind::Column, Kind::ViewColumn]
                .into_iter()
                .map(|kind| ObjectId::new(kind, id.path()))
                .find(|column| self.objects.contains_key(column));
        }
        if let Some(path) = id.whole_path() {
            return self.whole(path);
        }
        match self.objects.get(id)? {
            Body::Index(index) => self.whole(&index.table),
            Body::UserMapping(_) => Some(ObjectId::new(Kind::Server, &id.path()[..1])),
            Body::Sequence(kinds::sequence::Sequence { owned_by: Some(column), .. }) => {
                Some(ObjectId::new(Kind::Column, column))
            }
            _ => None,
        }
    }

    /// Returns what `id` needs directly.
    pub fn needs_of(&self, id: &ObjectId) -> impl Iterator<Item = &ObjectId> {
        self.needs.get(id).into_iter().flatten()
    }

    /// Returns the edges turned round: for each object, those that need it directly.
    ///
    /// Cost: linear in the number of edges.
    pub fn dependents(&self) -> BTreeMap<&ObjectId, BTreeSet<&ObjectId>> {
        let mut map: BTreeMap<&ObjectId, BTreeSet<&ObjectId>> = BTreeMap::new();
        for (id, needs) in &self.needs {
            for need in needs {
                map.entry(need).or_default().insert(id);
            }
        }
        map
    }

    /// Returns the table's columns in their order.
    pub fn columns(&self, table: &ObjectId) -> Vec<(&ObjectId, &kinds::column::Column)> {
        let mut columns: Vec<_> = self
            .objects_under(Kind::Column, table.path())
            .filter_map(|(id, body)| Some((id, kinds::column::Column::of(body)?)))
            .collect();
        columns.sort_by_key(|(_, column)| column.position.0);
        columns
    }

    /// Returns the objects of `kind` whose path begins with `path`.
    ///
    /// Cost: logarithmic in the catalog, linear in the answer.
    pub fn objects_under(&self, kind: Kind, path: &[String]) -> impl Iterator<Item = (&ObjectId, &Body)> {
        let path = path.to_vec();
        self.objects
            .range(ObjectId::new(kind, &path)..)
            .take_while(move |(id, _)| id.kind() == kind && id.path().starts_with(&path))
    }

    /// Keeps only the objects that `keep` wants, and the edges between them. Parts and satellites go with their whole.
    pub fn retain(&mut self, keep: impl Fn(&ObjectId) -> bool) {
        let gone: BTreeSet<ObjectId> = self.objects.keys().filter(|id| !self.kept(id, &keep)).cloned().collect();
        self.objects.retain(|id, _| !gone.contains(id));
        self.needs.retain(|id, _| !gone.contains(id));
        for needs in self.needs.values_mut() {
            needs.retain(|id| !gone.contains(id));
        }
    }

    fn kept(&self, id: &ObjectId, keep: &impl Fn(&ObjectId) -> bool) -> bool {
        keep(id) && self.parent(id).is_none_or(|parent| self.kept(&parent, keep))
    }
}
