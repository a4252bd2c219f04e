//! What tidies up and changes nothing that one could see.

use super::Kind;
use crate::exists::Lookup;
use crate::tree::{Node, NodeKind};
use crate::{About, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "maintenance"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::VACUUM, NodeKind::ANALYZE, NodeKind::CLUSTER, NodeKind::REINDEX, NodeKind::CHECKPOINT, NodeKind::LOAD, NodeKind::REPACK]
    }

    fn about(&self, _node: &Node) -> About {
        About::new(self.name(), Verb::Run)
    }

    fn exists(&self, _object: &Object, _lookup: Lookup) -> Option<String> {
        None
    }
}
