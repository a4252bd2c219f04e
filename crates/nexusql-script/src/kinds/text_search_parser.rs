//! Text search parsers.

use super::Kind;
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::in_schema("pg_ts_parser", "prsname", "prsnamespace", "pg_ts_parser_is_visible");

impl Kind for This {
    fn name(&self) -> &'static str {
        "text search parser"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_TEXT_SEARCH_PARSER, NodeKind::ALTER_TEXT_SEARCH_PARSER, NodeKind::DROP_TEXT_SEARCH_PARSER]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::TEXT_SEARCH_PARSER, NodeKind::TEXT_SEARCH_PARSER_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }
}
