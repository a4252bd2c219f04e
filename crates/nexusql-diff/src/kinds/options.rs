//! Options in their three spellings: storage parameters, and those of foreign objects.

use std::fmt::Write;

use nexusql_base::name::{quote_ident, quote_literal};
use nexusql_catalog::kinds::Options;

/// Returns `(a=1, b='x')`; empty if there are none. Those in `order` come first, in that order.
pub(super) fn with(options: &Options, prefix: &str, order: &[String]) -> String {
    let place =
        |name: &str| order.iter().position(|other| other.strip_prefix(prefix) == Some(name)).unwrap_or(usize::MAX);
    let mut options: Vec<(&String, &String)> = options.iter().collect();
    options.sort_by_key(|(name, _)| place(name));
    let list: Vec<String> = options.iter().map(|(name, value)| format!("{prefix}{name}={}", value_of(value))).collect();
    if list.is_empty() { String::new() } else { format!("({})", list.join(", ")) }
}

fn value_of(value: &str) -> String {
    let plain = !value.is_empty() && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.' || b == b'-');
    if plain && value.bytes().next().is_some_and(|b| b.is_ascii_digit() || b == b'-') {
        value.to_owned()
    } else {
        quote_literal(value)
    }
}

/// Returns the `SET (…)` and `RESET (…)` clauses that turn `old` into `new`, which stand in `order` where that is known: what
/// is set comes last, so what shall come after that is set again.
///
/// Source: `transformRelOptions` in PostgreSQL's reloptions.c.
pub(super) fn set_and_reset(old: &Options, new: &Options, prefix: &str, order: &[String]) -> Vec<String> {
    let place =
        |name: &String| order.iter().position(|other| other.strip_prefix(prefix) == Some(name)).unwrap_or(usize::MAX);
    let differs = |name: &String| old.get(name) != new.get(name);
    let first = new.keys().filter(|name| differs(name)).map(place).min();
    let is_set =
        |name: &String| differs(name) || first.is_some_and(|first| place(name) != usize::MAX && place(name) > first);
    let set: Options =
        new.iter().filter(|(name, _)| is_set(name)).map(|(name, value)| (name.clone(), value.clone())).collect();
    let reset: Vec<String> =
        old.keys().filter(|name| !new.contains_key(*name)).map(|name| format!("{prefix}{name}")).collect();
    let mut clauses = Vec::new();
    if !set.is_empty() {
        clauses.push(format!("SET {}", with(&set, prefix, order)));
    }
    if !reset.is_empty() {
        clauses.push(format!("RESET ({})", reset.join(", ")));
    }
    clauses
}

/// Returns ` OPTIONS (a 'x', …)` of a foreign object; empty if there are none.
pub(super) fn foreign(options: &Options) -> String {
    let list: Vec<String> =
        options.iter().map(|(name, value)| format!("{} {}", quote_ident(name), quote_literal(value))).collect();
    if list.is_empty() { String::new() } else { format!(" OPTIONS ({})", list.join(", ")) }
}

/// Returns ` OPTIONS (ADD …, SET …, DROP …)` that turns `old` into `new`; empty if they are equal.
pub(super) fn alter_foreign(old: &Options, new: &Options) -> String {
    let mut text = String::new();
    let mut add = |word: &str, rest: String| {
        let comma = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{comma}{word} {rest}");
    };
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        add("DROP", quote_ident(name));
    }
    for (name, value) in new {
        match old.get(name) {
            Some(same) if same == value => {}
            Some(_) => add("SET", format!("{} {}", quote_ident(name), quote_literal(value))),
            None => add("ADD", format!("{} {}", quote_ident(name), quote_literal(value))),
        }
    }
    if text.is_empty() { text } else { format!(" OPTIONS ({text})") }
}
