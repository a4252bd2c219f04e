//! Publications. Tables are added and taken out one by one, so that the others are not touched.

use std::collections::BTreeSet;

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::kinds::publication::Publication;
use nexusql_catalog::{Kind, ObjectId};

use super::rules::Rules;
use crate::address::dotted;
use crate::context::{Action, Context};
use crate::{LockMode, Step};

/// Returns `TABLE ONLY a, TABLE ONLY b (…), TABLES IN SCHEMA c`; empty if there are none.
///
/// Version: before 15 the word `TABLE` stands once.
fn members(tables: &[&str], schemas: &[&str], cx: &Context<'_>) -> String {
    let word = if cx.current.major() >= 15 { "TABLE ONLY" } else { "ONLY" };
    let tables = tables.iter().map(|table| format!("{word} {table}"));
    let schemas = schemas.iter().map(|schema| format!("TABLES IN SCHEMA {}", quote_ident(schema)));
    let list = tables.chain(schemas).collect::<Vec<_>>().join(", ");
    if cx.current.major() < 15 && !list.is_empty() { format!("TABLE {list}") } else { list }
}

fn parameters(publication: &Publication) -> String {
    let list = publication.parameters.iter().map(|(name, value)| format!("{name} = {}", quote_literal(value)));
    list.collect::<Vec<_>>().join(", ")
}

/// Returns the name of a table without the columns and row filter that may follow it.
fn table_name(member: &str) -> &str {
    let mut quoted = false;
    let end = member.find(|c: char| {
        quoted ^= c == '"';
        c == ' ' && !quoted
    });
    &member[..end.unwrap_or(member.len())]
}

fn missing<'a>(from: &[String], of: &'a [String]) -> Vec<&'a str> {
    of.iter().filter(|member| !from.contains(member)).map(String::as_str).collect()
}

/// Adds the locks on tables that stand already.
fn locked(step: Step, tables: &[&str], cx: &Context<'_>) -> Step {
    let names: BTreeSet<&str> = tables.iter().map(|table| table_name(table)).collect();
    let standing = cx.current.objects_under(Kind::Table, &[]).map(|(id, _)| id);
    let standing = standing.filter(|id| cx.action(id) != Some(Action::Replace) && names.contains(id.sql_name().as_str()));
    standing.fold(step, |step, id| step.locks(LockMode::ShareUpdateExclusive, id.sql_name()))
}

impl Rules for Publication {
    fn create(&self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let (tables, schemas) = (missing(&[], &self.tables), missing(&[], &self.schemas));
        let members = members(&tables, &schemas, cx);
        let what = match (self.all_tables, members.is_empty()) {
            (true, _) => " FOR ALL TABLES".to_owned(),
            (false, false) => format!(" FOR {members}"),
            (false, true) => String::new(),
        };
        let step = Step::new(id, format!("CREATE PUBLICATION {}{what} WITH ({})", id.sql_name(), parameters(self)));
        vec![locked(step, &tables, cx)]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.all_tables == new.all_tables
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        let alter = |clause: &str| Step::new(id, format!("ALTER PUBLICATION {} {clause}", id.sql_name()));
        let mut steps = Vec::new();
        for (verb, from, of) in [("DROP", new, self), ("ADD", self, new)] {
            let tables = missing(&from.tables, &of.tables);
            let named = if verb == "DROP" { tables.iter().map(|table| table_name(table)).collect() } else { tables };
            let list = members(&named, &missing(&from.schemas, &of.schemas), cx);
            if !list.is_empty() {
                steps.push(locked(alter(&format!("{verb} {list}")), &named, cx));
            }
        }
        if self.parameters != new.parameters {
            steps.push(alter(&format!("SET ({})", parameters(new))));
        }
        steps
    }

    /// A column in a row filter cannot change its type.
    fn is_disturbed(&self, _id: &ObjectId, by: &ObjectId, _cx: &Context<'_>) -> bool {
        let Some(table) = by.whole_path().filter(|_| by.kind() == Kind::Column).map(dotted) else { return false };
        self.tables.iter().any(|member| table_name(member) == table && member[table.len()..].contains(" WHERE ("))
    }
}

#[cfg(test)]
mod tests {
    use super::table_name;

    #[test]
    fn columns_and_filter_are_no_part_of_the_name() {
        for (member, want) in [
            ("app.t", "app.t"),
            ("app.t (id, \"Odd\") WHERE (id > 3)", "app.t"),
            ("\"Odd Schema\".\"T \"\"1\" WHERE (true)", "\"Odd Schema\".\"T \"\"1\""),
        ] {
            assert_eq!(table_name(member), want);
        }
    }
}
