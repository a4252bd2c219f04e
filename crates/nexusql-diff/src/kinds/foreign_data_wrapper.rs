//! ForeignDataWrapper

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::foreign_data_wrapper::ForeignDataWrapper;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for ForeignDataWrapper {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let _ = id;
        Vec::new()
    }
}
