//! UserMapping

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::user_mapping::UserMapping;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for UserMapping {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let _ = id;
        Vec::new()
    }
}
