//! Collations.

use super::Kind;
use crate::again::{self, Again, Context};
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::in_schema("pg_collation", "collname", "collnamespace", "pg_collation_is_visible");

impl Kind for This {
    fn name(&self) -> &'static str {
        "collation"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_COLLATION, NodeKind::ALTER_COLLATION, NodeKind::DROP_COLLATION]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::COLLATION, NodeKind::COLLATION_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_if_not_exists(cx)
    }
}
