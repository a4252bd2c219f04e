//! Text search configurations and their mappings.

use nexusql_base::name::quote_ident;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::text_search_configuration::TextSearchConfiguration;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

fn mapping(id: &ObjectId, verb: &str, token: &str, dictionaries: &[String]) -> Step {
    let (name, token, list) = (id.sql_name(), quote_ident(token), dictionaries.join(", "));
    Step::new(id, format!("ALTER TEXT SEARCH CONFIGURATION {name} {verb} MAPPING FOR {token} WITH {list}"))
}

impl Rules for TextSearchConfiguration {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let sql = format!("CREATE TEXT SEARCH CONFIGURATION {} (PARSER = {})", id.sql_name(), self.parser);
        let mut steps = vec![Step::new(id, sql)];
        steps.extend(self.mappings.iter().map(|(token, dictionaries)| mapping(id, "ADD", token, dictionaries)));
        steps
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.parser == new.parser
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        for token in self.mappings.keys().filter(|token| !new.mappings.contains_key(*token)) {
            let (name, token) = (id.sql_name(), quote_ident(token));
            steps.push(Step::new(id, format!("ALTER TEXT SEARCH CONFIGURATION {name} DROP MAPPING FOR {token}")));
        }
        for (token, dictionaries) in &new.mappings {
            match self.mappings.get(token) {
                Some(same) if same == dictionaries => {}
                Some(_) => steps.push(mapping(id, "ALTER", token, dictionaries)),
                None => steps.push(mapping(id, "ADD", token, dictionaries)),
            }
        }
        steps
    }
}
