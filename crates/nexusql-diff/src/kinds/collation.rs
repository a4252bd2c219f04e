//! Collations.

use nexusql_base::name::quote_literal;
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::collation::Collation;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Collation {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        let mut parts = vec![format!("PROVIDER = {}", self.provider)];
        let texts = [
            ("LC_COLLATE", &self.lc_collate),
            ("LC_CTYPE", &self.lc_ctype),
            ("LOCALE", &self.locale),
            ("RULES", &self.rules),
        ];
        for (word, text) in texts {
            parts.extend(text.as_ref().map(|text| format!("{word} = {}", quote_literal(text))));
        }
        if !self.deterministic {
            parts.push("DETERMINISTIC = false".to_owned());
        }
        vec![Step::new(id, format!("CREATE COLLATION {} ({})", id.sql_name(), parts.join(", ")))]
    }
}
