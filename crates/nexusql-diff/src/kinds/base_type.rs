//! BaseType

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::base_type::BaseType;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for BaseType {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let _ = id;
        Vec::new()
    }
}
