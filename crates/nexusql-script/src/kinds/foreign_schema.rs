//! `IMPORT FOREIGN SCHEMA`, which makes foreign tables that the text does not name.

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
        "foreign schema"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::IMPORT_FOREIGN_SCHEMA]
    }

    fn about(&self, _node: &Node) -> About {
        About::new(self.name(), Verb::Run)
    }

    fn exists(&self, _object: &Object, _lookup: Lookup) -> Option<String> {
        None
    }

    fn again(&self, _cx: &Context<'_>) -> Again {
        Again::Not("It makes foreign tables whose names stand on another server.".to_owned())
    }
}
