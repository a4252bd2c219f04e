//! Materialized views.

use super::{Kind, column, table};
use crate::again::{self, Again, Context};
use crate::exists::{Lookup, regclass};
use crate::tree::{self, Node, NodeKind};
use crate::{About, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "materialized view"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[
            NodeKind::CREATE_MATERIALIZED_VIEW,
            NodeKind::ALTER_MATERIALIZED_VIEW,
            NodeKind::DROP_MATERIALIZED_VIEW,
            NodeKind::REFRESH,
        ]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::VIEW, NodeKind::VIEW_REF]
    }

    fn about(&self, node: &Node) -> About {
        let mut about = table::with_actions(super::about(self.name(), self.names(), node), node);
        if node.kind() == NodeKind::REFRESH {
            about.verb = Verb::Rows;
        }
        about
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(format!("pg_catalog.pg_get_viewdef({})", regclass(&object.name)))
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(table::relation_exists(&object.name, lookup))
    }

    /// There is no `OR REPLACE`: what is made anew loses its indexes and grants until the script makes them again.
    fn create(&self, cx: &Context<'_>) -> Again {
        match cx.object() {
            Some(object) if cx.replaces() => {
                again::drop_then_create(cx, format!("drop materialized view if exists {};", object.name.sql()))
            }
            _ => again::create_if_not_exists(cx),
        }
    }

    fn alter(&self, cx: &Context<'_>) -> Again {
        match tree::child(cx.node, NodeKind::RENAME_COLUMN).zip(cx.object()) {
            Some((action, view)) => column::action(cx, &view.name, &action),
            None => table::alter_relation(cx),
        }
    }
}
