//! Transform

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::transform::Transform;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Transform {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let _ = id;
        Vec::new()
    }
}
