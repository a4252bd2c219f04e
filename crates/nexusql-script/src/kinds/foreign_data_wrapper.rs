//! Foreign-data wrappers.

use super::Kind;
use crate::again::{Again, Context};
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::global("pg_foreign_data_wrapper", "fdwname");

impl Kind for This {
    fn name(&self) -> &'static str {
        "foreign data wrapper"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_FOREIGN_DATA_WRAPPER, NodeKind::ALTER_FOREIGN_DATA_WRAPPER, NodeKind::DROP_FOREIGN_DATA_WRAPPER]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::FOREIGN_DATA_WRAPPER, NodeKind::FOREIGN_DATA_WRAPPER_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }

    fn alter(&self, cx: &Context<'_>) -> Again {
        super::server::alter_options(cx, "pg_foreign_data_wrapper", "fdwname", "fdwoptions")
    }
}
