//! Which indexes of partitions hang in those of their parents.

use std::collections::BTreeMap;

use nexusql_catalog::kinds::table::PartitionOf;
use nexusql_catalog::{Body, Catalog, Kind, ObjectId};

use crate::kinds;

/// The indexes of a catalog, and the keys that have one, by the partitions that they are on.
pub(crate) struct IndexParts<'a> {
    /// From a partition and an index of its parent to the part.
    parts: BTreeMap<(ObjectId, ObjectId), &'a ObjectId>,
    partitions: BTreeMap<&'a [String], Vec<&'a ObjectId>>,
}

impl<'a> IndexParts<'a> {
    /// Cost: one pass over the catalog.
    pub(crate) fn of(catalog: &'a Catalog) -> Self {
        let mut index_parts = Self { parts: BTreeMap::new(), partitions: BTreeMap::new() };
        for (id, body) in &catalog.objects {
            if matches!(id.kind(), Kind::Index | Kind::Constraint) {
                index_parts.parts.extend(kinds::attached(id, body).map(|hangs| (hangs, id)));
            } else if let Some(of) = partition_of(catalog, id) {
                index_parts.partitions.entry(&of.parent).or_default().push(id);
            }
        }
        index_parts
    }

    /// Returns whether the partition has a part of its parent's index, and all partitions below it have too.
    pub(crate) fn are_whole(&self, partition: &ObjectId, index: &ObjectId) -> bool {
        let Some(part) = self.parts.get(&(partition.clone(), index.clone())) else { return false };
        self.reach_all(partition, part)
    }

    /// Returns whether all partitions of the table have a part of its index.
    pub(crate) fn reach_all(&self, table: &ObjectId, index: &ObjectId) -> bool {
        self.partitions.get(table.path()).into_iter().flatten().all(|below| self.are_whole(below, index))
    }
}

/// Returns where the table hangs.
pub(crate) fn partition_of<'a>(catalog: &'a Catalog, table: &ObjectId) -> Option<&'a PartitionOf> {
    match catalog.objects.get(table)? {
        Body::Table(table) => table.partition_of.as_ref(),
        Body::ForeignTable(table) => table.partition_of.as_ref(),
        _ => None,
    }
}
