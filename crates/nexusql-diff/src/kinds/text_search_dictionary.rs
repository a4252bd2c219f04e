//! TextSearchDictionary

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::text_search_dictionary::TextSearchDictionary;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for TextSearchDictionary {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let _ = id;
        Vec::new()
    }
}
