//! Text search dictionaries.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::text_search_dictionary::TextSearchDictionary;

use super::rules::Rules;
use crate::context::Context;
use crate::Step;

impl Rules for TextSearchDictionary {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let options = self.options.iter().map(|options| format!(", {options}")).collect::<String>();
        let sql = format!("CREATE TEXT SEARCH DICTIONARY {} (TEMPLATE = {}{options})", id.sql_name(), self.template);
        vec![Step::new(id, sql)]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        // An option can be set where it stands; whether one went cannot be told from the text.
        self.template == new.template && self.options.is_none() && new.options.is_some()
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let options = new.options.as_deref().unwrap_or_default();
        vec![Step::new(id, format!("ALTER TEXT SEARCH DICTIONARY {} ({options})", id.sql_name()))]
    }
}
