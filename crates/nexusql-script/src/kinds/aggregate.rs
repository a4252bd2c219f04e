//! Aggregates.

use super::{Kind, function};
use crate::again::{self, Again, Context};
use crate::exists::Lookup;
use crate::tree::{Node, NodeKind};
use crate::{About, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "aggregate"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_AGGREGATE, NodeKind::ALTER_AGGREGATE, NodeKind::DROP_AGGREGATE]
    }

    fn about(&self, node: &Node) -> About {
        function::about(self.name(), node)
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        Some(function::exists(object))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_or_replace(cx)
    }
}
