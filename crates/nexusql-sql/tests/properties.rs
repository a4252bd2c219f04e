//! What holds for any text.

use nexusql_sql::{Piece, Script, Statement, concat, decode, load_order, runs_outside_transaction};
use proptest::prelude::*;

/// Text made of what the scanner treats specially.
fn sql() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => prop::sample::select(vec![
            "'", "\"", "$$", "$a$", "$", "$1", "E'", "U&'", "U&\"", "N'", "--", "/*", "*/", "(", ")", ";", "\\", "\\.",
            "\n", "\r\n", " ", "\t", "''", "\\'", "\\;", "\\g", "\\echo ", "é", "a", "1",
        ]),
        3 => prop::sample::select(vec![
            "create ", "or replace ", "function ", "table ", "begin ", "atomic ", "case ", "end ", "as ", "copy ", "from ",
            "stdin", "set ", "standard_conforming_strings ", "= off", "select ", "drop index ", "concurrently ", "do ",
            "language ", "sql ", "insert ", "if not exists ", "on ", "nextval(", "::regclass", ".", "reindex ", "cluster ",
        ]),
        1 => any::<char>().prop_map(|c| Box::leak(c.to_string().into_boxed_str()) as &str),
    ];
    prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    Script::new("a.sql", text).pieces().map_while(Result::ok).collect()
}

fn statements<'a>(pieces: &[Piece<'a>]) -> Vec<Statement<'a>> {
    pieces.iter().filter_map(|piece| piece.statement().cloned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_follow_one_another_and_hold_their_text(text in sql()) {
        let mut at = 0;
        for piece in pieces(&text) {
            let extent = piece.extent();
            prop_assert!(at <= extent.start && extent.start <= extent.end && extent.end <= text.len());
            prop_assert!(text.is_char_boundary(extent.start) && text.is_char_boundary(extent.end));
            at = extent.end;
            if let Some(statement) = piece.statement() {
                prop_assert_eq!(&text[statement.range.clone()], statement.text);
                prop_assert!(statement.comments.end <= statement.range.start);
                prop_assert!(statement.range.end <= statement.trailing.start);
                prop_assert!(!statement.sql().is_empty());
                statement.tag();
                runs_outside_transaction(statement);
            }
        }
    }

    #[test]
    fn a_statement_is_cut_into_itself(text in sql()) {
        let text = text.replace("standard_conforming_strings", "x");
        for piece in pieces(&text) {
            if let Piece::Statement(statement) = piece {
                let again = pieces(statement.text);
                prop_assert_eq!(again.len(), 1, "{:?}", again);
                prop_assert_eq!(again[0].extent(), 0..statement.text.len());
            }
        }
    }

    #[test]
    fn concat_keeps_every_statement(a in sql(), b in sql()) {
        let a = a.replace("standard_conforming_strings", "x");
        if let Ok(script) = concat([("a.sql", &*a), ("b.sql", &*b)]) {
            let script = pieces(&script);
            let alone = [pieces(a.trim_start_matches('\u{feff}')), pieces(b.trim_start_matches('\u{feff}'))].concat();
            prop_assert_eq!(script.len(), alone.len());
            for (got, want) in statements(&script).iter().zip(statements(&alone)) {
                prop_assert_eq!(got.sql(), want.sql());
            }
        }
    }

    #[test]
    fn an_order_holds_every_statement_once(a in sql(), b in sql()) {
        let mut all = statements(&pieces(&a));
        all.extend(statements(&pieces(&b)));
        let mut order = load_order(&all);
        order.sort_unstable();
        prop_assert_eq!(order, (0..all.len()).collect::<Vec<_>>());
    }

    #[test]
    fn bytes_are_text_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        if let Ok(text) = decode("a.sql", &bytes) {
            pieces(&text);
        }
    }
}
