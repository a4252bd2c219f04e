//! `MERGE`: repeatable if its updates are.

use super::{Kind, update};
use crate::again::{Again, Context};
use crate::exists::Lookup;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "merge"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::MERGE]
    }

    fn about(&self, node: &Node) -> About {
        let mut about = About::new(self.name(), Verb::Rows);
        let name = tree::child(node, NodeKind::TABLE_RELATION_NAME).and_then(|name| Name::of(&name));
        about.objects.extend(name.map(|name| Object::new("table", name)));
        about
    }

    fn exists(&self, _object: &Object, _lookup: Lookup) -> Option<String> {
        None
    }

    fn again(&self, cx: &Context<'_>) -> Again {
        for set in cx.node.descendants().filter(|node| node.kind() == NodeKind::SET_CLAUSE) {
            if let Again::Not(reason) = update::judge(&set, None, &update::targets(cx)) {
                return Again::Not(reason);
            }
        }
        Again::Repeatable
    }
}
