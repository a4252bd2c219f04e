//! Procedural languages made outside extensions.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::language::Language;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

fn statement(id: &ObjectId, verb: &str, language: &Language) -> Step {
    let trusted = if language.trusted { "TRUSTED " } else { "" };
    let parts: String =
        [("HANDLER", &language.handler), ("INLINE", &language.inline), ("VALIDATOR", &language.validator)]
            .into_iter()
            .filter_map(|(word, name)| Some(format!(" {word} {}", name.as_ref()?)))
            .collect();
    Step::new(id, format!("{verb} {trusted}LANGUAGE {}{parts}", id.sql_name()))
}

impl Rules for Language {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![statement(id, "CREATE", self)]
    }

    fn fits(&self, _new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }

    fn alter(&self, new: &Self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![statement(id, "CREATE OR REPLACE", new)]
    }
}
