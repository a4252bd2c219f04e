//! Sequences.

use super::{Kind, table};
use crate::Object;
use crate::again::{self, Again, Context};
use crate::exists::{Lookup, regclass};
use crate::tree::{self, NodeKind};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "sequence"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_SEQUENCE, NodeKind::ALTER_SEQUENCE, NodeKind::DROP_SEQUENCE]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::SEQUENCE, NodeKind::SEQUENCE_REF]
    }

    fn definition(&self, object: &Object) -> Option<String> {
        Some(format!(
            "(select pg_catalog.concat_ws(' ', s.seqtypid::pg_catalog.regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, \
             s.seqcache, s.seqcycle) from pg_catalog.pg_sequence s where s.seqrelid = {})",
            regclass(&object.name)
        ))
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(table::relation_exists(&object.name, lookup))
    }

    fn create(&self, cx: &Context<'_>) -> Again {
        again::create_if_not_exists(cx)
    }

    fn alter(&self, cx: &Context<'_>) -> Again {
        if tree::within(cx.node, NodeKind::OPTION_RESTART).is_some() {
            return Again::Not("RESTART gives out numbers again that are in use by then.".to_owned());
        }
        table::alter_relation(cx)
    }
}
