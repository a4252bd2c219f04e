//! Roles, users and groups; they belong to the whole server.

use super::Kind;
use crate::Object;
use crate::exists::{Catalog, Lookup};
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

const CATALOG: Catalog = Catalog::global("pg_roles", "rolname");

impl Kind for This {
    fn name(&self) -> &'static str {
        "role"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[NodeKind::CREATE_ROLE, NodeKind::CREATE_USER, NodeKind::CREATE_GROUP, NodeKind::ALTER_ROLE, NodeKind::ALTER_USER, NodeKind::ALTER_GROUP, NodeKind::DROP_ROLE, NodeKind::DROP_USER, NodeKind::DROP_GROUP]
    }

    fn names(&self) -> &'static [NodeKind] {
        &[NodeKind::ROLE, NodeKind::ROLE_REF]
    }

    fn exists(&self, object: &Object, lookup: Lookup) -> Option<String> {
        Some(CATALOG.exists(&object.name, lookup, ""))
    }
}
