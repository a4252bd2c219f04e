//! Text search templates.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::text_search_template::TextSearchTemplate;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for TextSearchTemplate {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let init = self.init.iter().map(|name| format!("INIT = {name}, ")).collect::<String>();
        vec![Step::new(id, format!("CREATE TEXT SEARCH TEMPLATE {} ({init}LEXIZE = {})", id.sql_name(), self.lexize))]
    }
}
