//! Text search templates.

use super::Kind;
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::in_schema("pg_ts_template", "tmplname", "tmplnamespace", "pg_ts_template_is_visible");

impl Kind for This {
    fn name(&self) -> &'static str {
        "text search template"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_TEXT_SEARCH_TEMPLATE, NodeKind::ALTER_TEXT_SEARCH_TEMPLATE, NodeKind::DROP_TEXT_SEARCH_TEMPLATE]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::TEXT_SEARCH_TEMPLATE, NodeKind::TEXT_SEARCH_TEMPLATE_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }
}
