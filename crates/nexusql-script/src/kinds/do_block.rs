//! `DO` blocks and `CALL`: as repeatable as the code that they run.

use super::Kind;
use crate::again::{Again, Context};
use crate::exists::Lookup;
use crate::tree::{Node, NodeKind};
use crate::{About, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "do block"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::DO, NodeKind::CALL, NodeKind::EXECUTE]
    }

    fn about(&self, _node: &Node) -> About {
        About::new(self.name(), Verb::Run)
    }

    fn exists(&self, _object: &Object, _lookup: Lookup) -> Option<String> {
        None
    }

    fn again(&self, _cx: &Context<'_>) -> Again {
        Again::Opaque("Whether it can be run again is up to the code that it runs.")
    }
}
