//! Databases, which refuse every block: psql looks first.

use super::Kind;
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::global("pg_database", "datname");

impl Kind for This {
    fn name(&self) -> &'static str {
        "database"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_DATABASE, NodeKind::ALTER_DATABASE, NodeKind::DROP_DATABASE]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::DATABASE, NodeKind::DATABASE_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }
}
