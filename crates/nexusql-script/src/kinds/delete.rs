//! `DELETE`: there is less to do the second time.

use super::Kind;
use crate::exists::Lookup;
use crate::tree::{Node, NodeKind};
use crate::{About, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "delete"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::DELETE]
    }

    fn about(&self, _node: &Node) -> About {
        About::new(self.name(), Verb::Rows)
    }

    fn exists(&self, _object: &Object, _lookup: Lookup) -> Option<String> {
        None
    }
}
