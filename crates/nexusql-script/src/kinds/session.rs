//! What a session or a transaction is about; it is gone when they are.

use super::Kind;
use crate::exists::Lookup;
use crate::tree::{Node, NodeKind};
use crate::{About, Object, Verb};

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "session"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::BEGIN, NodeKind::COMMIT_TRANSACTION, NodeKind::COMMIT_PREPARED, NodeKind::ROLLBACK_TRANSACTION, NodeKind::ROLLBACK_TO_SAVEPOINT, NodeKind::ROLLBACK_PREPARED, NodeKind::SAVEPOINT_CREATE, NodeKind::RELEASE_SAVEPOINT, NodeKind::PREPARE_TRANSACTION, NodeKind::SET, NodeKind::SET_CONSTRAINTS, NodeKind::SET_ROLE, NodeKind::SET_SESSION_AUTH, NodeKind::SET_TRANSACTION, NodeKind::RESET, NodeKind::RESET_ROLE, NodeKind::RESET_SESSION_AUTH, NodeKind::SHOW, NodeKind::DISCARD, NodeKind::PREPARE, NodeKind::DEALLOCATE, NodeKind::DECLARE, NodeKind::FETCH, NodeKind::MOVE, NodeKind::CLOSE, NodeKind::LISTEN, NodeKind::UNLISTEN, NodeKind::NOTIFY, NodeKind::LOCK]
    }

    fn about(&self, _node: &Node) -> About {
        About::new(self.name(), Verb::Session)
    }

    fn exists(&self, _object: &Object, _lookup: Lookup) -> Option<String> {
        None
    }
}
