//! `ALTER TABLE`, action by action.

use nexusql_sql::Solid;

use super::{Effect, Subject, Words};
use crate::Name;
use crate::arrange::category::Category;

/// Returns what an `ALTER TABLE` is about, of which `words` are left.
pub(super) fn alter_table(words: &mut Words<'_>) -> Subject {
    if words.has("all") && words.rest.peek().is_some_and(|next| next.is("all")) {
        return Subject::barrier();
    }
    let Some(table) = words.skipping(&["if", "exists", "only"]).name() else { return Subject::barrier() };
    let _ = words.rest.next_if(|next| next.text == "*");
    let mut subject = Subject::new(Category::Table);
    subject.of = Some(table.clone());
    let mut strongest = Effect::Side;
    let mut categories: Vec<Category> = Vec::new();
    let mut action: Vec<Solid<'_>> = Vec::new();
    let mut depth = 0_i32;
    let mut done = false;
    while !done {
        let next = words.rest.next();
        if let Some(word) = next {
            depth += i32::from(word.text == "(") - i32::from(word.text == ")");
        }
        done = next.is_none();
        let ends = done || depth == 0 && next.is_some_and(|word| word.text == ",");
        if !ends {
            action.extend(next);
            continue;
        }
        let (category, effect) = read_action(&action, &table, &mut subject);
        categories.push(category);
        strongest = strongest.max(effect);
        action.clear();
    }
    categories.dedup();
    subject.category = if let [category] = categories.as_slice() { *category } else { Category::Table };
    subject.follows = subject.category == Category::Table;
    subject.writes.insert(0, (table, strongest));
    subject
}

/// Returns what one action of an `ALTER TABLE` is for and does to the table, and adds what else it writes.
fn read_action(action: &[Solid<'_>], table: &Name, subject: &mut Subject) -> (Category, Effect) {
    let is = |at: usize, word: &str| action.get(at).is_some_and(|found| found.is(word));
    let name = |at: usize| action.get(at).and_then(|word| word.name()).map(|name| Name::bare(name.into_owned()));
    let first = action.first().map(|word| word.text.to_ascii_lowercase()).unwrap_or_default();
    match first.as_str() {
        "add" => {
            let at = if is(1, "constraint") { 3 } else { 1 };
            if at == 3 {
                subject.writes.extend(name(2).map(|name| (name, Effect::Make)));
            }
            let kind = action.get(at).map(|word| word.text.to_ascii_lowercase()).unwrap_or_default();
            match kind.as_str() {
                "primary" | "unique" => (Category::Constraint, Effect::Key),
                "foreign" => (Category::ForeignKey, Effect::Shape),
                "check" | "exclude" => (Category::Constraint, Effect::Shape),
                _ if at == 3 => (Category::Constraint, Effect::Shape),
                _ => (Category::Table, Effect::Change),
            }
        }
        "alter" => {
            let at = if is(1, "column") { 3 } else { 2 };
            let defaults = is(at, "set") && is(at + 1, "default");
            match () {
                () if defaults => (Category::Constraint, Effect::Shape),
                () if is(at, "set") && (is(at + 1, "not") || is(at + 1, "generated")) => {
                    (Category::Table, Effect::Shape)
                }
                () if is(at, "add") => (Category::Table, Effect::Shape),
                () if is(at, "set")
                    && (is(at + 1, "statistics") || is(at + 1, "storage") || is(at + 1, "compression")) =>
                {
                    (Category::Table, Effect::Side)
                }
                () if is(at, "drop") && (is(at + 1, "default") || is(at + 1, "not")) => {
                    (Category::Table, Effect::Shape)
                }
                () => (Category::Table, Effect::Change),
            }
        }
        "attach" => {
            let mut child = action.iter().skip(2).filter_map(|word| word.name());
            let parts: Vec<String> = match action.get(3) {
                Some(dot) if dot.text == "." => child.by_ref().take(2).map(|name| name.into_owned()).collect(),
                _ => child.by_ref().take(1).map(|name| name.into_owned()).collect(),
            };
            if let Some((name, schema)) = parts.split_last() {
                let schema = schema.first().cloned().or_else(|| table.schema.clone());
                subject.writes.push((Name { schema, name: name.clone() }, Effect::Shape));
            }
            (Category::Table, Effect::Shape)
        }
        "enable" | "disable" | "force" | "no" => {
            if action.iter().any(|word| word.is("row")) {
                (Category::Security, Effect::Side)
            } else {
                (Category::Trigger, Effect::Fire)
            }
        }
        "owner" => (Category::Table, Effect::Access),
        "replica" | "cluster" => (Category::Constraint, Effect::Side),
        "set" if !is(1, "schema") && !is(1, "logged") && !is(1, "unlogged") => (Category::Table, Effect::Side),
        "validate" => (Category::Constraint, Effect::Shape),
        "rename" => {
            let new = action
                .last()
                .and_then(|word| word.name())
                .map(|name| Name { schema: table.schema.clone(), name: name.into_owned() });
            if is(1, "to") {
                subject.writes.extend(new.map(|name| (name, Effect::Make)));
            }
            (Category::Table, Effect::Change)
        }
        "set" if is(1, "schema") => {
            let new = action
                .last()
                .and_then(|word| word.name())
                .map(|schema| Name { schema: Some(schema.into_owned()), name: table.name.clone() });
            subject.writes.extend(new.map(|name| (name, Effect::Make)));
            (Category::Table, Effect::Change)
        }
        _ => (Category::Table, Effect::Change),
    }
}
