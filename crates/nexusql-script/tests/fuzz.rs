//! The rewriter and the splitter take any bytes: they answer with a script, with files or an error, and never panic. What the
//! rewriter does not rewrite it keeps to the byte; what the splitter moves it moves whole, and once.
//!
//! It runs for two seconds of processor time, all tests together;
//! `NEXUSQL_FUZZ_SECONDS=1800 cargo test --release -p nexusql-script --test fuzz` runs longer.

#![allow(clippy::unwrap_used)] // A test: a failure to set up is a failure.

use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use nexusql_script::arrange::{self, Freedom, JoinOrder, arrange, join, layouts, objects};
use nexusql_script::{OnExisting, Options, checks, idempotent};
use nexusql_sql::{Piece, Script, decode};
use nix::time::{ClockId, clock_gettime};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Pieces that make statements of any kind, and break them.
const WORDS: [&str; 96] = [
    "create",
    "alter",
    "drop",
    "table",
    "index",
    "view",
    "function",
    "type",
    "as",
    "enum",
    "(",
    ")",
    "(",
    ")",
    ",",
    ";",
    ";",
    "t",
    "a.b",
    "\"A b\"",
    "U&\"d\\0061t\"",
    "$$",
    "$do$",
    "$1",
    "'x'",
    "E'\\''",
    "if not exists",
    "or replace",
    "add",
    "column",
    "constraint",
    "check",
    "primary key",
    "unique",
    "using",
    "references",
    "on",
    "insert into",
    "values",
    "select",
    "from",
    "where",
    "update",
    "set",
    "=",
    "+",
    "-- c\n",
    "/* c */",
    "/*",
    "\\gexec\n",
    "\\if :x\n",
    "\\endif\n",
    ":x",
    ":'x'",
    ":\"x\"",
    "begin",
    "commit",
    "copy t from stdin;\n1\n\\.\n",
    "do",
    "policy",
    "trigger",
    "rename",
    "to",
    "schema",
    "domain",
    "cast",
    "operator",
    "===",
    "class",
    "family",
    "for",
    "partition of",
    "concurrently",
    "attach",
    "detach",
    "default",
    "now()",
    "null",
    "0",
    "1.5",
    "::",
    "int",
    "text[]",
    "user mapping",
    "server",
    "publication",
    "sequence",
    "setval",
    "end",
    "atomic",
    "case",
    "language sql",
    "return",
    "é",
    "\0",
    "\r\n",
];

fn seconds() -> u64 {
    std::env::var("NEXUSQL_FUZZ_SECONDS").map_or(2, |seconds| seconds.parse().unwrap())
}

/// Rewrites `text` in every way, and checks what must hold of any text.
fn check(text: &str) {
    let script = Script::new("fuzz.sql", text);
    for on_existing in [OnExisting::Keep, OnExisting::Replace] {
        for target in [13, 18] {
            let Ok(again) = idempotent(script, &Options { target, on_existing, lock: false }) else { return };
            let mut done = 0;
            let mut new_done = 0;
            for statement in &again.statements {
                assert_eq!(
                    text[done..statement.range.start],
                    again.text[new_done..statement.new_range.start],
                    "{text:?}"
                );
                (done, new_done) = (statement.range.end, statement.new_range.end);
            }
            assert_eq!(text[done..], again.text[new_done..], "{text:?}");
        }
    }
    let _ = checks(script);
    check_split(text);
}

/// Splits `text` in two layouts: every statement stands in one file, and no more of them than there were.
fn check_split(text: &str) {
    let script = Script::new("fuzz.sql", text);
    // Pieces and what stands between them are the text, to the byte.
    let mut joined = String::new();
    let mut done = 0;
    for piece in script.pieces() {
        let Ok(piece) = piece else { return };
        let extent = piece.extent();
        joined.push_str(&text[done..extent.start]);
        joined.push_str(&text[extent.clone()]);
        done = extent.end;
    }
    joined.push_str(&text[done..]);
    assert_eq!(joined, text);
    for (layout, strategy, freedom) in [
        ("flat", arrange::Strategy::Category, Freedom::Free),
        ("object", arrange::Strategy::Dependency, Freedom::Free),
        ("hybrid", arrange::Strategy::Hybrid, Freedom::Free),
        ("standard", arrange::Strategy::Hybrid, Freedom::None),
    ] {
        let layout = layouts::named(layout).unwrap();
        let options = arrange::Options { layout, strategy, freedom, timestamp: 1 };
        let Ok(tree) = arrange(script, &options) else { return };
        let counted: usize = tree.files.iter().map(|file| file.n_statements).sum();
        assert_eq!(counted, tree.n_statements, "{text:?}");
        for piece in script.pieces().filter_map(Result::ok) {
            let Piece::CopyIn(copy) = &piece else { continue };
            let rows = |file: &arrange::File| file.text.matches(copy.data.text).count();
            assert!(tree.files.iter().map(rows).sum::<usize>() > 0, "{text:?}");
        }
        let _ = join(tree.files.iter().map(|file| (file.path.as_str(), file.text.as_str())), JoinOrder::Category);
    }
    let _ = objects(script);
}

/// Returns the processor time that this thread has had.
fn processor_time() -> Duration {
    clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).unwrap().into()
}

/// Tries texts for its third of the time.
fn run(name: &str, strategy: impl Strategy<Value = String>) {
    let begun = processor_time();
    let limit = Duration::from_secs(seconds()) / 3;
    let config = Config { failure_persistence: None, max_shrink_time: 20_000, ..Config::default() };
    let seed = if seconds() > 2 {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
        now.to_le_bytes().repeat(2)
    } else {
        vec![7; 32]
    };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let mut n = 0_u64;
    while processor_time() - begun < limit {
        let tree = strategy.new_tree(&mut runner).unwrap();
        let text = proptest::strategy::ValueTree::current(&tree);
        if let Err(panic) = std::panic::catch_unwind(|| check(&text)) {
            let said = panic.downcast_ref::<String>().cloned().unwrap_or_default();
            panic!("{name}, after {n} texts: {said}\n{text:?}");
        }
        n += 1;
    }
    say(name, n, processor_time() - begun);
}

#[allow(clippy::print_stderr, reason = "a test says how much it tried")]
fn say(name: &str, n: u64, time: Duration) {
    eprintln!("{name}: {n} texts in {:.1} s of processor time", time.as_secs_f64());
}

#[test]
fn any_bytes() {
    let bytes = proptest::collection::vec(any::<u8>(), 0..200);
    run("bytes", bytes.prop_map(|bytes| decode("fuzz.sql", &bytes).map(|text| text.into_owned()).unwrap_or_default()));
}

#[test]
fn any_words() {
    let words = proptest::collection::vec(proptest::sample::select(&WORDS[..]), 0..40);
    run("words", words.prop_map(|words| words.join(" ")));
}

/// Scripts of the cases with some of their bytes gone, doubled or moved.
#[test]
fn broken_scripts() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../nexusql-trial/cases");
    let listed = |name: &str| std::fs::read_dir(cases.join(name)).unwrap().map(|entry| entry.unwrap().path());
    let files = listed("idempotent").chain(listed("split").map(|folder| folder.join("script.sql")));
    let texts: Vec<String> = files.map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let cut = (proptest::sample::select(texts), any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..3_u8);
    let broken = cut.prop_map(|(text, one, two, how)| {
        let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let (mut from, mut to) = (*one.get(&boundaries), *two.get(&boundaries));
        if from > to {
            std::mem::swap(&mut from, &mut to);
        }
        to = boundaries.iter().copied().filter(|at| *at <= to && *at <= from + 40).max().unwrap_or(from);
        match how {
            0 => format!("{}{}", &text[..from], &text[to..]),
            1 => format!("{}{}{}", &text[..to], &text[from..to], &text[to..]),
            _ => format!("{}{}", &text[to..], &text[from..to]),
        }
    });
    run("broken scripts", broken);
}

/// What nests deeply is refused or read, and never ends the process.
#[test]
fn deep_nesting() {
    for (open, close) in [
        ("(", ")"),
        ("[", "]"),
        ("not ", ""),
        ("- ", ""),
        ("a.", ""),
        ("1 + ", ""),
        ("case when ", ""),
        ("select ", ""),
        ("a and ", ""),
        ("x::int::", "int"),
        ("exists (select ", ")"),
        ("begin ", "end "),
        ("a || ", ""),
        ("f(", ")"),
        ("x is null is ", ""),
        ("array[", "]"),
        ("select 1 union ", ""),
        ("t join ", ""),
        ("with x as (", ")"),
        ("explain ", ""),
        ("a collate ", ""),
        ("if ", "end if;"),
    ] {
        for n in [30, 3_000] {
            let text = format!("select {}1{};", open.repeat(n), close.repeat(n));
            let _ = idempotent(Script::new("deep.sql", &text), &Options::default());
            let _ = idempotent(Script::new("deep.sql", &text["select ".len()..]), &Options::default());
        }
    }
}
