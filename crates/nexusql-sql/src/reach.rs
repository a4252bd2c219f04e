//! Which statements speak to another server, and how one is kept from it.

use crate::Statement;
use crate::lexer::Lexer;
use crate::tag::{Head, after_words};
use crate::transaction::{option_is_off, refreshes};

/// Returns how to write `statement` so that it speaks to no other server, or `None` if it does not by itself.
///
/// Shape: a sentence of advice. What a query reads is not looked at: foreign tables and functions are left to the server.
pub fn speaks_to_another_server(statement: &Statement<'_>) -> Option<&'static str> {
    let Head { tag, rest } = Head::of(statement.text);
    match (tag.verb, tag.kind) {
        ("IMPORT", "FOREIGN SCHEMA") => {
            Some("A scratch reaches no other server. Write the CREATE FOREIGN TABLE statements that it stands for.")
        }
        ("CREATE", "SUBSCRIPTION") if !option_is_off(rest, "connect") => {
            Some("A scratch reaches no other server. Write it with (connect = false), and enable it by hand.")
        }
        ("ALTER", "SUBSCRIPTION") if refreshes(rest) => {
            Some("A scratch reaches no other server. Take the refresh out, or write it with (refresh = false).")
        }
        _ => None,
    }
}

/// Returns whether `statement` switches a subscription on.
pub fn enables_subscription(statement: &Statement<'_>) -> bool {
    let Head { tag, mut rest } = Head::of(statement.text);
    (tag.verb, tag.kind) == ("ALTER", "SUBSCRIPTION")
        && rest.next_solid().is_some()
        && after_words(rest, "ENABLE").is_some()
}

/// Returns a `CREATE MATERIALIZED VIEW` that does not run its query.
///
/// Shape: `sql` has no semicolon at its end.
pub fn without_data(sql: &str) -> String {
    let mut words = Vec::new();
    let mut lexer = Lexer::new(sql);
    while let Some(token) = lexer.next_solid() {
        words.push((token.start, lexer.text(token)));
    }
    let end = match words.as_slice() {
        [.., (start, with), (_, data)] if with.eq_ignore_ascii_case("with") && data.eq_ignore_ascii_case("data") => {
            *start
        }
        _ => sql.len(),
    };
    format!("{}\nWITH NO DATA", sql[..end].trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Piece, Script};

    fn first<T>(text: &str, of: impl Fn(&Statement<'_>) -> T) -> T {
        let Some(Ok(Piece::Statement(statement))) = Script::new("a.sql", text).pieces().next() else {
            panic!("{text}")
        };
        of(&statement)
    }

    #[test]
    fn statements_that_speak_to_another_server_are_known() {
        for text in [
            "import foreign schema s from server r into public",
            "create subscription s connection '' publication p",
            "create subscription s connection '' publication p with (connect = true)",
            "alter subscription s refresh publication",
        ] {
            assert!(first(text, speaks_to_another_server).is_some(), "{text}");
        }
        for text in [
            "create subscription s connection '' publication p with (connect = off)",
            "alter subscription s set publication p with (refresh = false)",
            "create foreign table t () server s",
        ] {
            assert_eq!(first(text, speaks_to_another_server), None, "{text}");
        }
        assert!(first("alter subscription \"s\" enable", enables_subscription));
        assert!(!first("alter subscription enable disable", enables_subscription));
    }

    #[test]
    fn the_data_of_a_view_is_left_out() {
        for (text, want) in [
            ("create materialized view v as select 1", "create materialized view v as select 1\nWITH NO DATA"),
            (
                "create materialized view v as select 1 with\n data",
                "create materialized view v as select 1\nWITH NO DATA",
            ),
            (
                "create materialized view v as select 'with data'",
                "create materialized view v as select 'with data'\nWITH NO DATA",
            ),
        ] {
            assert_eq!(without_data(text), want);
        }
    }
}
