//! How fast a script is split, beside the floor: finding every semicolon with memchr.
//!
//! `cargo bench -p nexusql-sql`; with a file name after `--`, that file is split instead of a made-up one.

#![allow(clippy::print_stdout, reason = "a bench prints its result")]

use std::hint::black_box;
use std::time::{Duration, Instant};

use nexusql_sql::{Script, load_order};

const N_TABLES: usize = 60_000;

fn main() {
    let file = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let text = file.map_or_else(schema, |file| std::fs::read_to_string(file).expect("the file can be read"));
    let n_pieces = Script::new("bench.sql", &text).pieces().count();
    println!("{:.1} MB, {n_pieces} pieces", megabytes(&text));
    let split = best_of_5(|| Script::new("bench.sql", black_box(&text)).pieces().filter(Result::is_ok).count());
    let floor = best_of_5(|| memchr::memchr_iter(b';', black_box(text.as_bytes())).count());
    println!("split   {:>8.0} MB/s", megabytes(&text) / split.as_secs_f64());
    println!("memchr  {:>8.0} MB/s", megabytes(&text) / floor.as_secs_f64());

    let pieces = Script::new("bench.sql", &text).pieces().map_while(Result::ok);
    let mut statements: Vec<_> = pieces.filter_map(|piece| piece.statement().cloned()).collect();
    statements.reverse();
    for n in [statements.len() / 4, statements.len()] {
        let took = best_of_5(|| load_order(&statements[..n]).len());
        println!("order   {n:>8} statements, reversed: {:.0} ms", took.as_secs_f64() * 1e3);
    }
}

fn best_of_5(mut work: impl FnMut() -> usize) -> Duration {
    let run = |work: &mut dyn FnMut() -> usize| {
        let start = Instant::now();
        black_box(work());
        start.elapsed()
    };
    (0..5).map(|_| run(&mut work)).min().unwrap_or_default()
}

fn megabytes(text: &str) -> f64 {
    text.len() as f64 / 1e6
}

/// Returns the DDL of a large schema: tables, comments, functions and triggers in the proportions of real dumps.
fn schema() -> String {
    (0..N_TABLES)
        .map(|i| {
            let other = i * 7919 % (i + 1);
            format!(
                "--\n-- Name: item_{i}; Type: TABLE; Schema: app\n--\n\n\
                 CREATE TABLE app.item_{i} (\n    id bigint NOT NULL,\n    name text DEFAULT 'it''s new'::text,\n    \
                 parent_id bigint REFERENCES app.item_{other} (id),\n    \
                 CONSTRAINT name_filled CHECK ((length(name) > 0))\n);\n\n\
                 COMMENT ON TABLE app.item_{i} IS 'One item; it has a name.';\n\n\
                 CREATE FUNCTION app.touch_{i}() RETURNS trigger\n    LANGUAGE plpgsql\n    AS $_$\nBEGIN\n    \
                 NEW.updated_at := now();\n    IF NEW.name ~ '^x$' THEN\n        RAISE EXCEPTION 'no %', NEW.id;\n    \
                 END IF;\n    RETURN NEW;\nEND;\n$_$;\n\n\
                 CREATE TRIGGER touch BEFORE UPDATE ON app.item_{i} FOR EACH ROW EXECUTE FUNCTION app.touch_{i}();\n\n"
            )
        })
        .collect()
}
