//! Publications.

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::publication::Publication;

use super::rules::Rules;
use crate::context::Context;
use crate::Step;

/// Returns `TABLE ONLY a, … , TABLES IN SCHEMA b, …`; empty if it publishes none by name.
fn members(publication: &Publication, cx: &Context<'_>) -> String {
    let word = if cx.current.major() >= 15 { "TABLE ONLY" } else { "ONLY" };
    let mut parts: Vec<String> = publication.tables.iter().map(|table| format!("{word} {table}")).collect();
    parts.extend(publication.schemas.iter().map(|schema| format!("TABLES IN SCHEMA {}", quote_ident(schema))));
    let list = parts.join(", ");
    if cx.current.major() < 15 && !list.is_empty() { format!("TABLE {list}") } else { list }
}

fn parameters(publication: &Publication) -> String {
    let list = publication.parameters.iter().map(|(name, value)| format!("{name} = {}", quote_literal(value)));
    list.collect::<Vec<_>>().join(", ")
}

impl Rules for Publication {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let members = members(self, cx);
        let what = match (self.all_tables, members.is_empty()) {
            (true, _) => " FOR ALL TABLES".to_owned(),
            (false, false) => format!(" FOR {members}"),
            (false, true) => String::new(),
        };
        vec![Step::new(id, format!("CREATE PUBLICATION {}{what} WITH ({})", id.sql_name(), parameters(self)))]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, cx: &Context<'_>) -> bool {
        self.all_tables == new.all_tables && (members(self, cx) == members(new, cx) || !members(new, cx).is_empty())
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let mut steps = Vec::new();
        if members(self, cx) != members(new, cx) {
            steps.push(Step::new(id, format!("ALTER PUBLICATION {} SET {}", id.sql_name(), members(new, cx))));
        }
        if self.parameters != new.parameters {
            steps.push(Step::new(id, format!("ALTER PUBLICATION {} SET ({})", id.sql_name(), parameters(new))));
        }
        steps
    }
}
