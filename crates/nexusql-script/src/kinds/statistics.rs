//! Extended statistics.

use super::Kind;
use crate::again::{self, Again, Context};
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::in_schema("pg_statistic_ext", "stxname", "stxnamespace", "pg_statistics_obj_is_visible");

impl Kind for This {
    fn name(&self) -> &'static str {
        "statistics"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_STATISTICS, NodeKind::ALTER_STATISTICS, NodeKind::DROP_STATISTICS]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::STATISTICS, NodeKind::STATISTICS_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        if cx.object().is_none() {
            return Again::Not("Statistics without a name get a new one each time: give them one.".to_owned());
        }
        again::create_if_not_exists(cx)
    }
}
