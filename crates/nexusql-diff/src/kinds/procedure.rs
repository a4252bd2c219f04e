//! Procedures.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::procedure::Procedure;

use super::function::replaceable;
use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Procedure {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![Step::new(id, self.definition.trim_end())]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        replaceable(&self.arguments, &new.arguments)
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        new.create(id, cx)
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }
}
