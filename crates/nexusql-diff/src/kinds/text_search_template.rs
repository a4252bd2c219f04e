//! TextSearchTemplate

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::text_search_template::TextSearchTemplate;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for TextSearchTemplate {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let _ = id;
        Vec::new()
    }
}
