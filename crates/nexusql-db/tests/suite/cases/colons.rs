//! Places where a colon is no parameter. Each text is read by the server beside a real parameter, and comes back whole.

use nexusql_db::params;

use super::{Bench, Case, Outcome, equal, said};
use crate::engine::Feature;

/// An expression of type text that has a colon and no parameter, and what it is.
const EVERYWHERE: &[(&str, &str, &str)] = &[
    ("string", "'call :a now'", "call :a now"),
    ("string-whole", "':a'", ":a"),
    ("string-doubled-quote", "'it''s :a'", "it's :a"),
    ("string-two", "'::a' /* , */", "::a"),
    ("string-time", "'12:30:45'", "12:30:45"),
    ("string-json", r#"'{"a":b, "c": :d}'"#, r#"{"a":b, "c": :d}"#),
    ("string-comment", "'-- :a /* :b'", "-- :a /* :b"),
    ("comment-block", "/* :a 'it' */ 'x'", "x"),
    ("comment-block-quote", "/* it's :a */ 'x'", "x"),
    ("comment-line", "-- :a\n'x'", "x"),
    ("comment-line-quote", "-- it's :a\n'x'", "x"),
    ("comment-stars", "/*** :a ***/ 'x'", "x"),
];

/// The same for engines with a feature.
const SOMEWHERE: &[(&str, &[Feature], &str, &str)] = &[
    ("backticks", &[Feature::Backticks], "`a:b` from (select 'x' as `a:b`) as t --", "x"),
    ("bracket-name", &[Feature::BracketNames], "[a:b] from (select 'x' as [a:b]) as t --", "x"),
    ("comment-nested", &[Feature::NestedComments], "/* /* */ :a */ 'x'", "x"),
    ("cast", &[Feature::PostgresTokens], "'x'::text", "x"),
    ("escape-string", &[Feature::PostgresTokens], r"E'\':a'", "':a"),
    ("dollar-quote", &[Feature::PostgresTokens], "$$:a$$", ":a"),
    ("dollar-tag", &[Feature::PostgresTokens], "$t$:a $$ :b$t$", ":a $$ :b"),
    ("slice", &[Feature::PostgresTokens], "(array['x','y'])[1:1]::text", "{x}"),
    ("backslash-string", &[Feature::MySqlTokens], r"'\':a'", "':a"),
    ("hash-comment", &[Feature::MySqlTokens], "# :a\n'x'", "x"),
];

pub fn all() -> Vec<Case> {
    let everywhere = EVERYWHERE.iter().map(|(name, text, wanted)| {
        Case::new(format!("colons/{name}"), move |bench| beside_a_parameter(bench, text, wanted))
    });
    let somewhere = SOMEWHERE.iter().map(|(name, needs, text, wanted)| {
        Case::new(format!("colons/{name}"), move |bench| beside_a_parameter(bench, text, wanted)).needs(needs)
    });
    everywhere.chain(somewhere).collect()
}

async fn beside_a_parameter(bench: Bench, text: &str, wanted: &str) -> Outcome {
    let db = bench.connect().await?;
    let sql = bench.sql(&format!("select text(:p), {text}\n"));
    let row: (String, String) = db.fetch_one(&sql, params! { p: "P" }).await.map_err(said)?;
    equal("row", row, ("P".to_owned(), wanted.to_owned()))
}
