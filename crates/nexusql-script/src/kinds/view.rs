//! Views.

use super::{Kind, column, table};
use crate::again::{self, Again, Context};
use crate::exists::{Lookup, regclass};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "view"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_VIEW, NodeKind::ALTER_VIEW, NodeKind::DROP_VIEW]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::VIEW, NodeKind::VIEW_REF]
    }

    fn about(&self, node: &Node) -> About {
        table::with_actions(super::about(self.name(), self.names(), node), node)
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(format!("pg_catalog.pg_get_viewdef({})", regclass(&object.name)))
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(table::relation_exists(&object.name, lookup))
    }

    /// Replacing keeps grants and dependents. It only appends columns; another list of columns is PostgreSQL's to refuse.
    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_or_replace(cx)
    }

    fn alter(&self, cx: &Context<'_>) -> Again {
        match tree::child(cx.node, NodeKind::RENAME_COLUMN).zip(cx.object()) {
            Some((action, view)) => column::action(cx, &view.name, &action),
            None => table::alter_relation(cx),
        }
    }
}
