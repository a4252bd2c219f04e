//! The names that stand in a statement.

use nexusql_sql::{Solid, SolidKind, after_tag, tokens};

/// Tells `found` each name in the statement `sql`, with the schema before its dot, and whether it stands in a body that is
/// only read when it is run.
pub(super) fn mentions(sql: &str, found: &mut impl FnMut(Option<&str>, &str, bool)) {
    let (tag, rest) = after_tag(sql);
    let is_routine = tag.verb == "CREATE" && matches!(tag.kind, "FUNCTION" | "PROCEDURE");
    let reads_strings = !matches!(tag.verb, "COMMENT" | "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "COPY");
    let mut is_sql = false;
    let mut before: [Option<Solid<'_>>; 2] = [None, None];
    for word in rest {
        match word.kind {
            SolidKind::Word | SolidKind::QuotedName => {
                let Some(name) = word.name() else { continue };
                let schema =
                    before[1].filter(|_| before[0].is_some_and(|dot| dot.text == ".")).and_then(|word| word.name());
                is_sql |= is_routine && name == "sql" && before[0].is_some_and(|word| word.is("language"));
                found(schema.as_deref(), &name, false);
            }
            SolidKind::DollarString | SolidKind::String if reads_strings => {
                let inner = word.inner().unwrap_or_default();
                let is_body = word.kind == SolidKind::DollarString || before[0].is_some_and(|word| word.is("as"));
                if is_body || names_only(inner) {
                    mentions_in(inner, is_body && is_routine && !is_sql, found);
                }
            }
            _ => {}
        }
        before = [Some(word), before[0]];
    }
}

fn mentions_in(text: &str, late: bool, found: &mut impl FnMut(Option<&str>, &str, bool)) {
    let mut before: [Option<Solid<'_>>; 2] = [None, None];
    for word in tokens(text) {
        if let Some(name) = word.name() {
            let schema =
                before[1].filter(|_| before[0].is_some_and(|dot| dot.text == ".")).and_then(|word| word.name());
            found(schema.as_deref(), &name, late);
        }
        before = [Some(word), before[0]];
    }
}

/// Says whether a string may be a name: `'schema.table'`.
fn names_only(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'"') || b >= 0x80)
}
