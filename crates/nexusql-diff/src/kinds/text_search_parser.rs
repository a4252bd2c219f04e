//! Text search parsers.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::text_search_parser::TextSearchParser;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for TextSearchParser {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let headline = self.headline.iter().map(|name| format!(", HEADLINE = {name}")).collect::<String>();
        let sql = format!(
            "CREATE TEXT SEARCH PARSER {} (START = {}, GETTOKEN = {}, END = {}, LEXTYPES = {}{headline})",
            id.sql_name(),
            self.start,
            self.get_token,
            self.end,
            self.lextypes
        );
        vec![Step::new(id, sql)]
    }
}
