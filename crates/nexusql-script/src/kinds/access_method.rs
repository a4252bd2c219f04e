//! Access methods.

use super::Kind;
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::global("pg_am", "amname");

impl Kind for This {
    fn name(&self) -> &'static str {
        "access method"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_ACCESS_METHOD, NodeKind::DROP_ACCESS_METHOD]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::ACCESS_METHOD, NodeKind::ACCESS_METHOD_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }
}
