//! Extensions.

use super::Kind;
use crate::again::{self, Again, Context};
use crate::exists::{Catalog, Lookup};
use crate::tree::{Node, NodeKind};
use crate::{About, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::global("pg_extension", "extname");

impl Kind for This {
    fn name(&self) -> &'static str {
        "extension"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_EXTENSION, NodeKind::ALTER_EXTENSION, NodeKind::DROP_EXTENSION]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::EXTENSION, NodeKind::EXTENSION_REF]
    }

    /// Its name is in no schema: `SET SCHEMA` leaves it as it is.
    fn about(&self, node: &Node) -> About {
        About { renames: Vec::new(), ..super::about(self.name(), self.names(), node) }
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_if_not_exists(cx)
    }

    /// `UPDATE` and `SET SCHEMA` can be repeated; membership cannot be asked for by name.
    fn alter(&self, cx: &Context<'_>) -> Again {
        if crate::tree::has(cx.node, NodeKind::ALTER_EXTENSION_ADD) || crate::tree::has(cx.node, NodeKind::ALTER_EXTENSION_DROP) {
            return Again::Not("What belongs to an extension is changed by the extension's own scripts.".to_owned());
        }
        Again::Repeatable
    }
}
