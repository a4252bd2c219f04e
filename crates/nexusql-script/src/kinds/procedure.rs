//! Procedures.

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
        "procedure"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_PROCEDURE, NodeKind::ALTER_PROCEDURE, NodeKind::DROP_PROCEDURE]
    }

    fn about(&self, node: &Node) -> About {
        function::about(self.name(), node)
    }

    fn definition(&self, object: &Object) -> Option<String> {
        function::definition(object)
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        Some(function::exists(object))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_or_replace(cx)
    }
}
