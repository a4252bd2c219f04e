//! How fast a script of 10 MB is cut and classified, and put into files.
//!
//! `cargo bench -p nexusql-script --bench arrange`. The goal is 20 MB/s on one core for cutting and classifying; what a layout adds is shown beside it.

#![allow(clippy::print_stdout, reason = "a bench prints its result")]

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use nexusql_script::arrange::{Freedom, Options, Strategy, arrange, classify, layouts};
use nexusql_sql::Script;

const BYTES: usize = 10_000_000;
const GOAL: f64 = 20.0;

fn main() {
    let text = schema();
    let script = Script::new("bench.sql", &text);
    let megabytes = text.len() as f64 / 1e6;
    let speed = |work: &mut dyn FnMut() -> usize| {
        let one = |work: &mut dyn FnMut() -> usize| {
            let start = Instant::now();
            black_box(work());
            start.elapsed().as_secs_f64()
        };
        let mut times: Vec<f64> = (0..5).map(|_| one(work)).collect();
        times.sort_by(f64::total_cmp);
        megabytes / times[2]
    };
    let classified = speed(&mut || classify(black_box(script)).map_or(0, |counts| counts.len()));
    let verdict = if classified >= GOAL { "met" } else { "MISSED" };
    println!("{megabytes:.1} MB: cut and classified at {classified:.1} MB/s (goal {GOAL}, {verdict})");
    for layout in layouts::ALL {
        let options = Options {
            layout: *layout,
            strategy: Strategy::Hybrid,
            freedom: Freedom::Free,
            timestamp: 20_260_101_000_000,
        };
        let speed = speed(&mut || arrange(black_box(script), &options).map_or(0, |tree| tree.files.len()));
        println!("as {:9} {speed:.1} MB/s", layout.name());
    }
}

/// Returns tables, functions, views, indexes, keys and rows as applications have them.
fn schema() -> String {
    let mut text = String::with_capacity(BYTES + 2_000);
    let mut n = 0;
    while text.len() < BYTES {
        let other = n * 7_919 % (n + 1);
        let _ = write!(
            text,
            "--\n-- Name: item_{n}; Type: TABLE\n--\n\nCREATE TABLE app.item_{n} (\n    id bigint NOT NULL,\n    \
             name text DEFAULT 'new'::text,\n    parent_id bigint,\n    CHECK (length(name) > 0)\n);\n\n\
             COMMENT ON TABLE app.item_{n} IS 'One item; it has a name.';\n\n\
             CREATE FUNCTION app.touch_{n}() RETURNS trigger LANGUAGE plpgsql AS $_$\nBEGIN\n    NEW.name := 'x';\n    \
             RETURN NEW;\nEND;\n$_$;\n\nCREATE VIEW app.view_{n} AS SELECT id, name FROM app.item_{n};\n\n\
             COPY app.item_{n} (id, name) FROM stdin;\n1\tone\n2\ttwo\n\\.\n\n\
             ALTER TABLE ONLY app.item_{n} ADD CONSTRAINT item_{n}_pkey PRIMARY KEY (id);\n\n\
             CREATE INDEX item_{n}_name ON app.item_{n} USING btree (lower(name));\n\n\
             CREATE TRIGGER touch BEFORE UPDATE ON app.item_{n} FOR EACH ROW EXECUTE FUNCTION app.touch_{n}();\n\n\
             ALTER TABLE ONLY app.item_{n} ADD CONSTRAINT item_{n}_fkey FOREIGN KEY (parent_id) REFERENCES app.item_{other}(id);\n\n"
        );
        n += 1;
    }
    text
}
