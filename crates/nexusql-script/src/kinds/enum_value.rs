//! Labels of enums: what `ALTER TYPE` does to them.

use super::{Kind, type_};
use crate::Object;
use crate::exists::Lookup;
use crate::tree::NodeKind;

/// The kind.
pub(super) const KIND: This = This;

pub(super) struct This;

impl Kind for This {
    fn name(&self) -> &'static str {
        "enum value"
    }

    fn statements(&self) -> &'static [NodeKind] {
        &[]
    }

    fn exists(&self, object: &Object, _lookup: Lookup) -> Option<String> {
        type_::label_exists(object)
    }
}
