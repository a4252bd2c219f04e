//! Functions and window functions. `CREATE OR REPLACE` does it, unless callers would see another signature.

use nexusql_catalog::ObjectId;
use nexusql_catalog::kinds::function::Function;

use super::rules::Rules;
use crate::Step;
use crate::context::Context;

impl Rules for Function {
    fn create(&self, id: &ObjectId, _cx: &Context<'_>) -> Vec<Step> {
        vec![Step::new(id, self.definition.trim_end())]
    }

    fn fits(&self, new: &Self, _id: &ObjectId, _cx: &Context<'_>) -> bool {
        self.result == new.result && self.window == new.window && replaceable(&self.arguments, &new.arguments)
    }

    fn alter(&self, new: &Self, id: &ObjectId, cx: &Context<'_>) -> Vec<Step> {
        new.create(id, cx)
    }

    fn is_disturbed(&self, _id: &ObjectId, _by: &ObjectId, _cx: &Context<'_>) -> bool {
        true
    }
}

/// Returns whether `CREATE OR REPLACE` takes `new` arguments in the place of `old` ones: the same names, modes and
/// types, and a default wherever there was one.
///
/// Source: `ProcedureCreate` in PostgreSQL's pg_proc.c.
pub(super) fn replaceable(old: &str, new: &str) -> bool {
    let (old, new) = (split_arguments(old), split_arguments(new));
    old.len() == new.len()
        && old.iter().zip(&new).all(|(old, new)| {
            let (old, new) = (cut_default(old), cut_default(new));
            old.0 == new.0 && (new.1 || !old.1)
        })
}

fn cut_default(argument: &str) -> (&str, bool) {
    match argument.split_once(" DEFAULT ") {
        Some((before, _)) => (before, true),
        None => (argument, false),
    }
}

/// Splits a printed argument list at commas that stand in no parenthesis, bracket or quote.
fn split_arguments(text: &str) -> Vec<&str> {
    let (mut depth, mut quote, mut start, mut parts) = (0usize, None, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '(' | '[') => depth += 1,
            (None, ')' | ']') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::replaceable;

    #[test]
    fn a_default_may_come_but_not_go() {
        assert!(replaceable("a integer", "a integer DEFAULT 1"));
        assert!(!replaceable("a integer DEFAULT 1", "a integer"));
        assert!(replaceable("a text DEFAULT 'x,y'::text, b integer", "a text DEFAULT f(1, 2), b integer"));
        assert!(!replaceable("a integer", "b integer"));
    }
}
