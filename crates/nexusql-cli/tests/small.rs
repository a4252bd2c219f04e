//! Small things that a user notices: numbers and their nouns, JSON wherever it was asked for, names in messages.

#![cfg(unix)]

mod common;

use std::process::Command;

use common::{Room, Said};
use serde_json::Value;

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn apply_in_json_tells_what_was_proven() {
    let room = Room::new("apply_json_proof");
    let url = room.database("create table t (x int);");
    room.write("v2.sql", "create table t (x int, y int);");
    room.write("v3.sql", "create table t (x int, y int, z int);");
    let apply = ["--to", &url, "--yes", "--format", "json"];
    let said = room.run(&[&["apply", "v2.sql"], &apply[..]].concat()).ends_with(0);
    let told = json(&said.out);
    assert_eq!((&told["proof"]["n_steps"], &told["not_proven"]), (&1.into(), &Value::Null), "{told}");
    room.run(&["plan", &url, "v3.sql", "--format", "json", "--no-prove", "-o", "plan.json"]).ends_with(0);
    let told = json(&room.run(&[&["apply", "plan.json"], &apply[..]].concat()).ends_with(0).out);
    assert_eq!((&told["proof"], &told["not_proven"]), (&Value::Null, &"it was not asked for".into()), "{told}");
}

#[test]
fn a_wrong_command_line_is_json_where_json_was_asked_for() {
    let room = Room::new("usage_json");
    for arguments in [&["diff", "a", "--format", "json", "--bogus"][..], &["plan", "--format=json"]] {
        let said = room.run(arguments).ends_with(2);
        let told = json(&said.err);
        assert_eq!(told["errors"][0]["code"], "usage", "{told}");
    }
    let said = room.run(&["diff", "a", "--bogus"]).ends_with(2);
    assert!(said.err.starts_with("error: unexpected argument '--bogus' found"), "{}", said.err);
}

#[test]
fn apply_names_its_flag_before_it_plans() {
    let room = Room::new("apply_to_empty");
    room.write("a.sql", "create table a (x int);");
    let said = room.run(&["apply", "a.sql", "--to", "empty"]).ends_with(2);
    assert!(said.out.is_empty() && said.err.contains("--to"), "{}{}", said.out, said.err);
}

#[test]
fn a_folder_of_files_is_no_snapshot() {
    let room = Room::new("split_json");
    room.write("a.sql", "create table a (x int);");
    let said = room.run(&["dump", "a.sql", "--split", "--format", "json", "-o", "out"]).ends_with(2);
    assert!(said.err.contains("--split writes SQL"), "{}", said.err);
    assert!(!room.path().join("out").exists());
}

fn git(room: &Room, arguments: &[&str]) {
    let user = ["-c", "user.name=t", "-c", "user.email=t@example.org"];
    let said = Command::new("git").args(user).args(arguments).current_dir(room.path()).output().expect("git runs");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
}

#[test]
fn build_names_a_single_file_and_takes_a_revision() {
    let room = Room::new("build_revision");
    room.write("db/a.sql", "create table a (x int);\n").write("db/b.sql", "create table b (x int);\n");
    let said = room.run(&["build", "db/a.sql"]).ends_with(0);
    assert!(said.out.starts_with("-- file: a.sql\n"), "{}", said.out);
    let Said { out: now, .. } = room.run(&["build", "db"]).ends_with(0);
    git(&room, &["init", "-q"]);
    git(&room, &["add", "."]);
    git(&room, &["commit", "-qm", "one"]);
    room.write("db/b.sql", "drop table b;\n");
    let said = room.run(&["build", "git:HEAD:db"]).ends_with(0);
    assert_eq!(said.out, now);
    let one = room.run(&["build", "git:HEAD:db", "--hash"]).ends_with(0).out;
    git(&room, &["checkout", "-q", "."]);
    assert_eq!(one, room.run(&["build", "db", "--hash"]).ends_with(0).out);
    let mut below = room.command(&["build", "git:HEAD:db"]);
    let said = common::said(below.current_dir(room.path().join("db"))).ends_with(2);
    assert!(said.err.contains("read from the current folder, \"db/\" of the repository"), "{}", said.err);
}

#[test]
fn no_repository_is_told() {
    let room = Room::new("no_repository");
    let said = room.run(&["diff", "empty", "git:HEAD:db"]).ends_with(2);
    assert!(said.err.contains("the current folder is in no git repository"), "{}", said.err);
}

#[test]
fn a_variable_without_a_value_has_its_place() {
    let room = Room::new("variable_place");
    room.write("nexusql.toml", "# config\nschema = \"${NEXUSQL_TEST_UNSET}/schema\"\n");
    let said = room.run(&["build"]).ends_with(2);
    assert!(said.err.contains("--> nexusql.toml:2:11"), "{}", said.err);
    let said = room.run(&["build", "--config", "gone.toml"]).ends_with(2);
    assert!(said.err.contains("\"gone.toml\""), "{}", said.err);
}

#[test]
fn one_is_not_several() {
    let room = Room::new("one_is_not_several");
    room.write("a.sql", "create table a (x int);").write("b.sql", "create table a (x int, y int);");
    let said = room.run(&["plan", "a.sql", "b.sql"]).ends_with(0);
    assert!(
        said.out.contains(": 1 step ran,") && said.out.contains("3 sample rows in 1 table survived"),
        "{}",
        said.out
    );
    let said = room.run(&["plan", "empty", "b.sql", "--exclude", "b"]).ends_with(0);
    assert!(said.out.contains("1 step ran"), "{}", said.out);
}

#[test]
fn every_command_has_examples() {
    let room = Room::new("examples");
    let commands = [
        "build",
        "diff",
        "plan",
        "apply",
        "dump",
        "init",
        "engine",
        "engine list",
        "engine install",
        "engine remove",
        "engine prune",
    ];
    for command in commands {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let said = room.run(&words).ends_with(0);
        assert!(said.out.contains(&format!("Examples:\n  nexusql {command}")), "{command}: {}", said.out);
    }
}
