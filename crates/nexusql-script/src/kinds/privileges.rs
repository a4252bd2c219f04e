//! `GRANT` and `REVOKE`, of privileges and of roles: what is granted twice is granted.

use super::Kind;
use crate::exists::Lookup;
use crate::tree::{Node, NodeKind};
use crate::{About, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "privileges"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::GRANT, NodeKind::REVOKE]
    }

    fn about(&self, _node: &Node) -> About {
        About::new(self.name(), Verb::Describe)
    }

    fn exists(&self, _object: &Object, _lookup: Lookup) -> Option<String> {
        None
    }
}
