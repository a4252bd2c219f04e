//! The kind of a statement, from its first words.

use std::cmp::Ordering;
use std::fmt;

use crate::lexer::{Lexer, TokenKind};

/// The kind of a statement: what it does, and to what kind of object.
///
/// Printed, it is PostgreSQL's command tag for DDL: `CREATE TABLE`, `ALTER DEFAULT PRIVILEGES`, `INSERT`, `DO`.
/// Words between the two are left out: `CREATE OR REPLACE FUNCTION` is `CREATE FUNCTION`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tag {
    /// The command, in upper case; empty if it is none that PostgreSQL knows.
    pub verb: &'static str,
    /// The kind of object, in upper case; empty where the verb says it all.
    pub kind: &'static str,
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.verb)?;
        if !self.kind.is_empty() {
            write!(f, " {}", self.kind)?;
        }
        Ok(())
    }
}

/// The commands of PostgreSQL 18, in byte order.
const VERBS: [&str; 53] = [
    "ABORT",
    "ALTER",
    "ANALYSE",
    "ANALYZE",
    "BEGIN",
    "CALL",
    "CHECKPOINT",
    "CLOSE",
    "CLUSTER",
    "COMMENT",
    "COMMIT",
    "COPY",
    "CREATE",
    "DEALLOCATE",
    "DECLARE",
    "DELETE",
    "DISCARD",
    "DO",
    "DROP",
    "END",
    "EXECUTE",
    "EXPLAIN",
    "FETCH",
    "GRANT",
    "IMPORT",
    "INSERT",
    "LISTEN",
    "LOAD",
    "LOCK",
    "MERGE",
    "MOVE",
    "NOTIFY",
    "PREPARE",
    "REASSIGN",
    "REFRESH",
    "REINDEX",
    "RELEASE",
    "RESET",
    "REVOKE",
    "ROLLBACK",
    "SAVEPOINT",
    "SECURITY",
    "SELECT",
    "SET",
    "SHOW",
    "START",
    "TABLE",
    "TRUNCATE",
    "UNLISTEN",
    "UPDATE",
    "VACUUM",
    "VALUES",
    "WITH",
];

/// The verbs that a kind of object follows.
const WITH_KIND: [&str; 7] = ["ALTER", "CREATE", "DROP", "IMPORT", "REASSIGN", "REFRESH", "REINDEX"];

/// What may stand between `CREATE` and the kind, in byte order.
const MODIFIERS: [&str; 13] = [
    "CONSTRAINT",
    "DEFAULT",
    "GLOBAL",
    "LOCAL",
    "OR",
    "PROCEDURAL",
    "RECURSIVE",
    "REPLACE",
    "TEMP",
    "TEMPORARY",
    "TRUSTED",
    "UNIQUE",
    "UNLOGGED",
];

/// The kinds of objects in the order of their first words; a longer one comes before its beginning.
const KINDS: [&str; 47] = [
    "ACCESS METHOD",
    "AGGREGATE",
    "CAST",
    "COLLATION",
    "CONVERSION",
    "DATABASE",
    "DEFAULT PRIVILEGES",
    "DOMAIN",
    "EVENT TRIGGER",
    "EXTENSION",
    "FOREIGN DATA WRAPPER",
    "FOREIGN SCHEMA",
    "FOREIGN TABLE",
    "FUNCTION",
    "GROUP",
    "INDEX",
    "LANGUAGE",
    "LARGE OBJECT",
    "MATERIALIZED VIEW",
    "OPERATOR CLASS",
    "OPERATOR FAMILY",
    "OPERATOR",
    "OWNED",
    "POLICY",
    "PROCEDURE",
    "PUBLICATION",
    "ROLE",
    "ROUTINE",
    "RULE",
    "SCHEMA",
    "SEQUENCE",
    "SERVER",
    "STATISTICS",
    "SUBSCRIPTION",
    "SYSTEM",
    "TABLE",
    "TABLESPACE",
    "TEXT SEARCH CONFIGURATION",
    "TEXT SEARCH DICTIONARY",
    "TEXT SEARCH PARSER",
    "TEXT SEARCH TEMPLATE",
    "TRANSFORM",
    "TRIGGER",
    "TYPE",
    "USER MAPPING",
    "USER",
    "VIEW",
];

/// The beginning of a statement: its tag, and a lexer that stands behind it.
#[derive(Clone, Debug)]
pub(crate) struct Head<'a> {
    pub(crate) tag: Tag,
    pub(crate) rest: Lexer<'a>,
}

impl<'a> Head<'a> {
    /// Reads the beginning of the statement `text`.
    pub(crate) fn of(text: &'a str) -> Self {
        let mut rest = Lexer::new(text);
        let verb = verb_of(&mut rest);
        let mut kind = "";
        if WITH_KIND.contains(&verb) {
            if verb == "CREATE" {
                while let Some(ahead) = after_modifier(rest) {
                    rest = ahead;
                }
            } else if verb == "REINDEX" {
                rest = after_parentheses(rest);
            }
            if let Some((found, ahead)) = kind_after(rest) {
                (kind, rest) = (found, ahead);
            }
        }
        Self { tag: Tag { verb, kind }, rest }
    }
}

/// Returns the verb of the statement `text`.
pub(crate) fn first_verb(text: &str) -> &'static str {
    verb_of(&mut Lexer::new(text))
}

fn verb_of(lexer: &mut Lexer<'_>) -> &'static str {
    let found = next_word(lexer).and_then(|word| VERBS.binary_search_by(|verb| order(verb, word)).ok());
    found.map_or("", |at| VERBS[at])
}

/// Returns the kind of object that comes next, and a lexer that stands behind it.
fn kind_after(lexer: Lexer<'_>) -> Option<(&'static str, Lexer<'_>)> {
    let word = next_word(&mut lexer.clone())?;
    let start = KINDS.partition_point(|kind| order(kind, word).is_lt());
    let mut kinds = KINDS[start..].iter().take_while(|kind| order(kind, word).is_eq());
    kinds.find_map(|kind| Some((*kind, after_words(lexer, kind)?)))
}

/// Compares the first of words in upper case with any word, case aside.
fn order(known: &str, word: &str) -> Ordering {
    let (mut known, mut word) = (known.bytes().take_while(|byte| *byte != b' '), word.bytes());
    loop {
        match (known.next(), word.next().map(|byte| byte.to_ascii_uppercase())) {
            (None, None) => return Ordering::Equal,
            (one, other) if one == other => {}
            (one, other) => return one.cmp(&other),
        }
    }
}

/// Returns the next token's text if it is a word.
pub(crate) fn next_word<'a>(lexer: &mut Lexer<'a>) -> Option<&'a str> {
    let token = lexer.next_solid().filter(|token| token.kind == TokenKind::Word)?;
    Some(lexer.text(token))
}

/// Returns `lexer` moved past `words`, if they come next.
pub(crate) fn after_words<'a>(mut lexer: Lexer<'a>, words: &str) -> Option<Lexer<'a>> {
    words.split(' ').all(|word| next_word(&mut lexer).is_some_and(|w| w.eq_ignore_ascii_case(word))).then_some(lexer)
}

fn after_modifier(mut lexer: Lexer<'_>) -> Option<Lexer<'_>> {
    let word = next_word(&mut lexer)?;
    MODIFIERS.binary_search_by(|modifier| order(modifier, word)).is_ok().then_some(lexer)
}

fn after_parentheses(lexer: Lexer<'_>) -> Lexer<'_> {
    let mut ahead = lexer;
    if ahead.next_solid().is_none_or(|token| token.kind != TokenKind::Open) {
        return lexer;
    }
    while ahead.next_solid().is_some_and(|token| token.kind != TokenKind::Close) {}
    ahead
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_in_order() {
        assert!(VERBS.is_sorted() && MODIFIERS.is_sorted());
        assert!(KINDS.is_sorted_by_key(|kind| kind.split(' ').next()));
    }

    #[test]
    fn a_tag_is_the_verb_and_the_kind() {
        for (text, want) in [
            ("create or replace function f()", "CREATE FUNCTION"),
            ("CREATE UNIQUE INDEX i ON t (a)", "CREATE INDEX"),
            ("create global temporary table t ()", "CREATE TABLE"),
            ("create constraint trigger t", "CREATE TRIGGER"),
            ("alter /* all */ default privileges", "ALTER DEFAULT PRIVILEGES"),
            ("drop text search configuration c", "DROP TEXT SEARCH CONFIGURATION"),
            ("drop user mapping for u", "DROP USER MAPPING"),
            ("drop operator class c", "DROP OPERATOR CLASS"),
            ("create tablespace s", "CREATE TABLESPACE"),
            ("refresh materialized view v", "REFRESH MATERIALIZED VIEW"),
            ("reindex (verbose) table t", "REINDEX TABLE"),
            ("insert into t", "INSERT"),
            ("do $$ $$", "DO"),
            ("nonsense", ""),
            ("create nonsense", "CREATE"),
            ("(select 1)", ""),
        ] {
            assert_eq!(Head::of(text).tag.to_string(), want, "{text}");
        }
    }
}
