//! Text search dictionaries.

use super::Kind;
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::in_schema("pg_ts_dict", "dictname", "dictnamespace", "pg_ts_dict_is_visible");

impl Kind for This {
    fn name(&self) -> &'static str {
        "text search dictionary"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_TEXT_SEARCH_DICTIONARY, NodeKind::ALTER_TEXT_SEARCH_DICTIONARY, NodeKind::DROP_TEXT_SEARCH_DICT]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::TEXT_SEARCH_DICTIONARY, NodeKind::TEXT_SEARCH_DICTIONARY_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }
}
