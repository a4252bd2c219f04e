//! Conversions between encodings.

use super::Kind;
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::in_schema("pg_conversion", "conname", "connamespace", "pg_conversion_is_visible");

impl Kind for This {
    fn name(&self) -> &'static str {
        "conversion"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_CONVERSION, NodeKind::ALTER_CONVERSION, NodeKind::DROP_CONVERSION]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::CONVERSION, NodeKind::CONVERSION_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }
}
