//! Procedural languages.

use super::Kind;
use crate::again::{self, Again, Context};
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::global("pg_language", "lanname");

impl Kind for This {
    fn name(&self) -> &'static str {
        "language"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_LANGUAGE, NodeKind::ALTER_LANGUAGE, NodeKind::DROP_LANGUAGE]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::LANGUAGE, NodeKind::LANGUAGE_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_or_replace(cx)
    }
}
