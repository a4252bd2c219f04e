//! DomainConstraint

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::domain_constraint::DomainConstraint;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for DomainConstraint {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let _ = id;
        Vec::new()
    }
}
