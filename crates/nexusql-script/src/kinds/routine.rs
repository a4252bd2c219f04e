//! `ALTER` and `DROP ROUTINE`, for a function, procedure or aggregate.

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
        "routine"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::ALTER_ROUTINE, NodeKind::DROP_ROUTINE]
    }

    fn about(&self, node: &Node) -> About {
        function::about(self.name(), node)
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        Some(function::exists(object))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_unless_there(cx)
    }
}
