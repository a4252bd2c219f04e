//! Which statements refuse to run in a transaction block.

use crate::lexer::{Lexer, TokenKind};
use crate::tag::{Head, after_words, next_word};
use crate::{Statement, Tag};

/// Returns why the server refuses `statement` in a transaction block, or `None` if it does not.
///
/// Shape: a subject for a message, such as `CREATE INDEX CONCURRENTLY`.
/// What only the server knows is left to it: `REINDEX` of a partitioned table, a procedure that commits.
/// A subscription is taken to have a replication slot unless the statement says otherwise.
/// Source: the callers of `PreventInTransactionBlock` in PostgreSQL 18.
pub fn runs_outside_transaction(statement: &Statement<'_>) -> Option<&'static str> {
    let Head { tag: Tag { verb, kind }, rest } = Head::of(statement.text);
    let next_is = |words| after_words(rest, words).is_some();
    match (verb, kind) {
        ("CREATE", "INDEX") if next_is("CONCURRENTLY") => Some("CREATE INDEX CONCURRENTLY"),
        ("DROP", "INDEX") if next_is("CONCURRENTLY") => Some("DROP INDEX CONCURRENTLY"),
        ("REINDEX", "DATABASE") => Some("REINDEX DATABASE"),
        ("REINDEX", "SCHEMA") => Some("REINDEX SCHEMA"),
        ("REINDEX", "SYSTEM") => Some("REINDEX SYSTEM"),
        ("REINDEX", _) if next_is("CONCURRENTLY") || option_is_on(statement.text, "CONCURRENTLY") => {
            Some("REINDEX CONCURRENTLY")
        }
        ("VACUUM", _) => Some("VACUUM"),
        ("CLUSTER", _) if clusters_everything(rest) => Some("CLUSTER of all tables"),
        ("ALTER", "SYSTEM") => Some("ALTER SYSTEM"),
        ("CREATE", "DATABASE") => Some("CREATE DATABASE"),
        ("ALTER", "DATABASE") if has_words(rest, "SET TABLESPACE") => Some("ALTER DATABASE SET TABLESPACE"),
        ("DROP", "DATABASE") => Some("DROP DATABASE"),
        ("CREATE", "TABLESPACE") => Some("CREATE TABLESPACE"),
        ("DROP", "TABLESPACE") => Some("DROP TABLESPACE"),
        ("CREATE", "SUBSCRIPTION") if !option_is_off(rest, "create_slot") && !option_is_off(rest, "connect") => {
            Some("CREATE SUBSCRIPTION with a replication slot")
        }
        ("DROP", "SUBSCRIPTION") => Some("DROP SUBSCRIPTION with a replication slot"),
        ("ALTER", "SUBSCRIPTION") if refreshes(rest) => Some("ALTER SUBSCRIPTION with a refresh"),
        ("ALTER", "TABLE") if detaches_concurrently(rest) => Some("DETACH PARTITION CONCURRENTLY"),
        ("DISCARD", _) if next_is("ALL") => Some("DISCARD ALL"),
        ("COMMIT", _) if next_is("PREPARED") => Some("COMMIT PREPARED"),
        ("ROLLBACK", _) if next_is("PREPARED") => Some("ROLLBACK PREPARED"),
        _ => None,
    }
}

/// Says whether `words` stand next to one another anywhere in what `lexer` has left.
fn has_words(mut lexer: Lexer<'_>, words: &str) -> bool {
    loop {
        if after_words(lexer, words).is_some() {
            return true;
        }
        if lexer.next_solid().is_none() {
            return false;
        }
    }
}

fn detaches_concurrently(mut lexer: Lexer<'_>) -> bool {
    loop {
        if let Some(name) = after_words(lexer, "DETACH PARTITION") {
            return has_words(name, "CONCURRENTLY");
        }
        if lexer.next_solid().is_none() {
            return false;
        }
    }
}

pub(crate) fn refreshes(rest: Lexer<'_>) -> bool {
    has_words(rest, "PUBLICATION") && !option_is_off(rest, "refresh")
}

fn clusters_everything(mut rest: Lexer<'_>) -> bool {
    let mut depth = 0_usize;
    while let Some(token) = rest.next_solid() {
        match token.kind {
            TokenKind::Open => depth += 1,
            TokenKind::Close => depth = depth.saturating_sub(1),
            TokenKind::Semicolon => {}
            _ if depth > 0 || rest.text(token).eq_ignore_ascii_case("verbose") => {}
            _ => return false,
        }
    }
    true
}

/// Says whether `(option = false)` or the like stands in what `lexer` has left.
pub(crate) fn option_is_off(mut lexer: Lexer<'_>, option: &str) -> bool {
    while let Some(token) = lexer.next_solid() {
        if token.kind == TokenKind::Word && lexer.text(token).eq_ignore_ascii_case(option) {
            return is_off(value(lexer));
        }
    }
    false
}

/// Says whether the options in parentheses after the verb of `text` turn `option` on.
fn option_is_on(text: &str, option: &str) -> bool {
    let mut lexer = Lexer::new(text);
    if next_word(&mut lexer).is_none() || lexer.next_solid().is_none_or(|token| token.kind != TokenKind::Open) {
        return false;
    }
    while let Some(token) = lexer.next_solid().filter(|token| token.kind != TokenKind::Close) {
        if lexer.text(token).eq_ignore_ascii_case(option) {
            return !is_off(value(lexer));
        }
    }
    false
}

/// Returns the value of an option, whose name `lexer` has just read; empty if it has none.
fn value(mut lexer: Lexer<'_>) -> &str {
    let token = lexer.next_solid().map(|token| lexer.text(token));
    if token == Some("=") { lexer.next_solid().map_or("", |token| lexer.text(token)) } else { token.unwrap_or("") }
}

fn is_off(value: &str) -> bool {
    let value = value.trim_matches('\'');
    ["false", "off", "no", "0"].iter().any(|off| off.eq_ignore_ascii_case(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Piece, Script};

    fn reason(text: &str) -> Option<&'static str> {
        let Some(Ok(Piece::Statement(statement))) = Script::new("a.sql", text).pieces().next() else {
            panic!("{text}")
        };
        runs_outside_transaction(&statement)
    }

    #[test]
    fn statements_that_need_no_transaction_are_known() {
        for text in [
            "create unique index concurrently if not exists i on t (a);",
            "drop index /* */ concurrently i",
            "reindex table concurrently t",
            "reindex (verbose, concurrently) index i",
            "reindex (concurrently on) table t",
            "reindex database",
            "vacuum (analyze) t",
            "cluster; -- all",
            "cluster (verbose)",
            "alter system set work_mem = '1GB'",
            "create database d",
            "alter database d set tablespace s",
            "drop tablespace s",
            "create subscription s connection '' publication p",
            "drop subscription s",
            "alter subscription s refresh publication",
            "alter table only a.p detach partition a.c concurrently",
            "discard all",
        ] {
            assert!(reason(text).is_some(), "{text}");
        }
    }

    #[test]
    fn names_and_strings_are_not_taken_for_keywords() {
        for text in [
            "create index \"concurrently\" on t (a)",
            "drop index i",
            "reindex table t",
            "reindex (concurrently false) table t",
            "cluster t using i",
            "create table vacuum_log (a text default 'vacuum')",
            "create subscription s connection '' publication p with (create_slot = false)",
            "create subscription s connection '' publication p with (connect = 'off')",
            "alter subscription s set publication p with (refresh = false)",
            "alter subscription s disable",
            "alter table p detach partition c",
            "refresh materialized view concurrently v",
            "discard plans",
            "alter database d set work_mem = '1GB'",
        ] {
            assert_eq!(reason(text), None, "{text}");
        }
    }
}
