//! Tablespaces, which refuse every block.

use super::Kind;
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::global("pg_tablespace", "spcname");

impl Kind for This {
    fn name(&self) -> &'static str {
        "tablespace"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_TABLESPACE, NodeKind::ALTER_TABLESPACE, NodeKind::DROP_TABLESPACE]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::TABLESPACE, NodeKind::TABLESPACE_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }
}
