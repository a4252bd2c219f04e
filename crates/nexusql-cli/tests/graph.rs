//! `nexusql graph`: what it says, how it draws, and how far a text alone agrees with what PostgreSQL records.

#![allow(clippy::print_stdout)] // The measure is for a person to read.

mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use common::Room;
use serde_json::Value;

const SCRIPT: &str = "create table users (id int primary key, name text);
create table orders (id int primary key, user_id int references users);
create view buyers as select u.name from users u join orders o on o.user_id = u.id;
create function n_buyers() returns bigint language plpgsql as $$ begin
  execute 'analyze orders; select * from users'; return (select count(*) from buyers); end $$;
create table a (id int primary key, b_id int);
create table b (id int primary key, a_id int references a);
alter table a add foreign key (b_id) references b;
create table \"</script><b>\" (id int);
";

fn room(name: &str) -> Room {
    let room = Room::new(name);
    room.write("a.sql", SCRIPT);
    room
}

#[test]
fn levels_cycles_and_bodies_are_told() {
    let room = room("graph_table");
    let said = room.run(&["graph", "a.sql"]).ends_with(0);
    assert!(said.out.contains("    0  table      public.users"), "{}", said.out);
    assert!(said.out.contains("    1  table      public.orders"), "{}", said.out);
    assert!(said.out.contains("    3  function   public.n_buyers()"), "{}", said.out);
    assert!(said.out.contains("cycle of 2 objects\n  closed by public."), "{}", said.out);
    let json = room.run(&["graph", "a.sql", "--format", "json"]).ends_with(0);
    let graph: Value = serde_json::from_str(&json.out).expect("it is JSON");
    let edges = graph["edges"].as_array().expect("a list");
    let of = |certainty: &str| edges.iter().filter(|edge| edge["certainty"] == certainty).count();
    assert_eq!((of("body"), of("guess")), (1, 1), "{edges:?}");
}

#[test]
fn a_folder_is_read_by_its_text_alone() {
    let room = Room::new("graph_folder_text");
    room.write("db/1.sql", "set search_path = app;\ncreate view v as select * from t;\n");
    room.write("db/2.sql", "create table app.t (id no_such_type);\ncreate table t (id int);\n");
    let said = room.run(&["graph", "db", "--no-scratch", "--needs", "app.v"]).ends_with(0);
    assert_eq!(said.out, "  1  tables app.t\n");
    let said = room.run(&["graph", "db", "--no-scratch", "--format", "json"]).ends_with(0);
    let graph: Value = serde_json::from_str(&said.out).expect("it is JSON");
    assert_eq!(graph["nodes"].as_array().map(Vec::len), Some(3), "{graph}");
    let said = room.run(&["graph", "empty", "--no-scratch"]).ends_with(2);
    assert!(said.err.contains("there is no text to read"), "{said:?}");
}

#[test]
fn ways_reach_and_what_is_unknown() {
    let room = room("graph_reach");
    let said = room.run(&["graph", "a.sql", "--impact", "users"]).ends_with(0);
    assert_eq!(said.out.lines().count(), 3, "{}", said.out);
    let said = room.run(&["graph", "a.sql", "--path", "n_buyers", "orders"]).ends_with(0);
    assert!(said.out.ends_with("table public.orders\n") && said.out.lines().count() == 3, "{}", said.out);
    let said = room.run(&["graph", "a.sql", "--needs", "public.orders"]).ends_with(0);
    assert_eq!(said.out, "  1  table public.users\n");
    room.run(&["graph", "a.sql", "--path", "users", "orders"]).ends_with(1);
    let said = room.run(&["graph", "a.sql", "--needs", "nothing"]).ends_with(2);
    assert!(said.err.contains("no object is called \"nothing\""), "{said:?}");
}

#[test]
fn drawings_hold_every_object_and_fetch_nothing() {
    let room = room("graph_drawings");
    for format in ["svg", "html", "dot", "mermaid"] {
        let said = room.run(&["graph", "a.sql", "--format", format]).ends_with(0);
        for name in ["users", "orders", "buyers", "n_buyers()"] {
            assert!(said.out.contains(name), "{format} lacks {name}");
        }
        let fetches = said.out.replace("http://www.w3.org/2000/svg", "").contains("http");
        let escapes = matches!(format, "svg" | "html") && said.out.contains("</script><b>");
        assert!(!fetches && !escapes, "{format}");
    }
    let said = room.run(&["graph", "a.sql", "--format", "html"]).ends_with(0);
    assert!(said.out.contains("prefers-color-scheme:dark") && said.out.contains("id=\"find\""));
}

/// The edges of a graph, by names without arguments.
fn edges(text: &str) -> BTreeSet<(String, String)> {
    let graph: Value = serde_json::from_str(text).expect("it is JSON");
    let name = |at: &Value| {
        let node = &graph["nodes"][usize::try_from(at.as_u64().expect("a number")).expect("it is small")];
        let name = node["name"].as_str().expect("a name");
        name.split('(').next().unwrap_or(name).to_owned()
    };
    let edges = graph["edges"].as_array().expect("a list");
    edges.iter().map(|edge| (name(&edge["from"]), name(&edge["to"]))).filter(|(from, to)| from != to).collect()
}

#[test]
fn a_text_alone_agrees_mostly_with_what_is_recorded() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus");
    let folders = |dir: &Path| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(dir).expect("the corpus is there");
        let mut found: Vec<PathBuf> =
            entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()).collect();
        found.sort();
        found
    };
    let cases = ["function", "policy", "table", "trigger", "view"].into_iter();
    let cases: Vec<PathBuf> = cases.flat_map(|kind| folders(&corpus.join(kind))).collect();
    let room = Room::new("graph_agreement");
    let (mut both, mut text_only, mut recorded_only, mut n) = (0, 0, 0, 0);
    for case in &cases {
        let file = case.join("desired.sql");
        let file = file.to_str().expect("a path");
        let scratch = room.run(&["graph", file, "--format", "json"]);
        // What is for another major does not load here.
        if scratch.code != Some(0) {
            continue;
        }
        let text = room.run(&["graph", file, "--format", "json", "--no-scratch"]).ends_with(0);
        let (recorded, guessed) = (edges(&scratch.out), edges(&text.out));
        both += recorded.intersection(&guessed).count();
        text_only += guessed.difference(&recorded).count();
        recorded_only += recorded.difference(&guessed).count();
        n += 1;
    }
    let share = |part: usize, of: usize| 100.0 * part as f64 / of.max(1) as f64;
    let (found, right) = (share(both, both + recorded_only), share(both, both + text_only));
    println!(
        "{n} schemas: of the recorded edges {found:.1} % are in the text, of those in the text {right:.1} % are recorded"
    );
    assert!(n > 20 && both > 20, "{n} schemas, {both} edges");
    assert!(found > 70.0 && right > 70.0, "{found:.1} %, {right:.1} %");
}
