//! Columns of views: they come and go with the view.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::view_column::ViewColumn;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for ViewColumn {
    fn create(&self, _id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        Vec::new()
    }

    fn drop(&self, _id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        Vec::new()
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }
}
