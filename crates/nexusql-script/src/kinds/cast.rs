//! Casts.

use super::Kind;
use crate::exists::{Lookup, regtype};
use crate::tables::is_type;
use crate::tree::{self, Node, NodeKind};
use crate::{About, Name, Object};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "cast"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_CAST, NodeKind::DROP_CAST]
    }

    /// A cast has no name but its two types.
    fn about(&self, node: &Node) -> About {
        let mut about = super::about(self.name(), &[], node);
        if let Some(signature) = tree::child(node, NodeKind::CAST_SIG) {
            let types: Vec<String> = signature.children().filter(is_type).map(|side| tree::plain(&side)).collect();
            about.objects.push(Object::new(self.name(), Name::bare("")).with_arguments(Some(types)));
        }
        about
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        let [source, target] = object.arguments.as_deref()? else { return None };
        Some(format!(
            "exists (select from pg_catalog.pg_cast o where o.castsource = {} and o.casttarget = {})",
            regtype(source),
            regtype(target)
        ))
    }
}
