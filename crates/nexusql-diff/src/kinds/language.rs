//! Procedural languages made outside extensions.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::language::Language;

use super::rules::Rules;
use crate::context::Context;
use crate::Step;

impl Rules for Language {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let trusted = if self.trusted { "TRUSTED " } else { "" };
        let part =
            |word: &str, name: &Option<String>| name.iter().map(|name| format!(" {word} {name}")).collect::<String>();
        let parts = [part("HANDLER", &self.handler), part("INLINE", &self.inline), part("VALIDATOR", &self.validator)];
        vec![Step::new(id, format!("CREATE {trusted}LANGUAGE {}{}", id.sql_name(), parts.concat()))]
    }
}
