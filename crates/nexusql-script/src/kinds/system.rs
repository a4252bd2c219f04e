//! Settings of the whole server, and large objects, which have no names.

use super::Kind;
use crate::exists::Lookup;
use crate::tree::{Node, NodeKind};
use crate::{About, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "system"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::ALTER_SYSTEM, NodeKind::ALTER_LARGE_OBJECT]
    }

    fn about(&self, _node: &Node) -> About {
        About::new(self.name(), Verb::Describe)
    }

    fn exists(&self, _object: &Object, _lookup: Lookup) -> Option<String> {
        None
    }
}
