//! `nexusql validate`: a folder of `cases/validate` for each sort of finding, in every format. `UPDATE_EXPECT=1` writes what is
//! expected anew.

mod common;

use std::path::{Path, PathBuf};

use common::Room;
use expect_test::expect_file;
use serde_json::Value;

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/validate");
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the cases are there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    found.sort();
    found
}

/// Returns the room with a copy of the case, and the words of its command.
fn room(case: &Path) -> (Room, Vec<String>) {
    let name = case.file_name().expect("it has a name").to_string_lossy().replace('-', "_");
    let room = Room::new(&format!("validate_{name}"));
    copy(case, case, &room);
    let input = if case.join("input").is_dir() { "input" } else { "input.sql" };
    let mut words = vec!["validate".to_owned(), input.to_owned()];
    let further = std::fs::read_to_string(case.join("arguments")).unwrap_or_default();
    words.extend(further.split_whitespace().map(str::to_owned));
    (room, words)
}

fn copy(folder: &Path, case: &Path, room: &Room) {
    for entry in std::fs::read_dir(folder).expect("it is a folder") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            copy(&path, case, room);
        } else {
            let name = path.strip_prefix(case).expect("it is below").to_string_lossy().into_owned();
            room.write(&name, std::fs::read(&path).expect("it can be read"));
        }
    }
}

#[test]
fn cases_say_what_is_expected_in_every_format() {
    let all = cases();
    assert!(all.len() >= 13, "{all:?}");
    std::thread::scope(|scope| {
        for case in &all {
            scope.spawn(move || {
                let (room, words) = room(case);
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                let said = room.run(&words);
                let code = said.code;
                expect_file![case.join("expected.txt")].assert_eq(&said.shown(&room));
                for format in ["json", "sarif", "github"] {
                    let said = room.run(&[&words[..], &["--format", format]].concat());
                    assert_eq!(said.code, code, "{format} of {}: {said:?}", case.display());
                    let ending = if format == "sarif" { "sarif.json" } else { format };
                    let shown = shown(&said.out);
                    if format == "sarif" {
                        is_sarif(&said.out);
                    }
                    // What a report was run on differs from machine to machine; JSON is checked by its findings.
                    if format != "json" {
                        expect_file![case.join(format!("expected.{ending}"))].assert_eq(&shown);
                    } else {
                        let whole: Value = serde_json::from_str(&said.out).expect("it is JSON");
                        let findings = serde_json::to_string_pretty(&whole["findings"]).expect("plain values") + "\n";
                        assert_eq!(whole["format"], "nexusql-validate-1");
                        expect_file![case.join("expected.findings.json")].assert_eq(&findings);
                    }
                }
            });
        }
    });
}

fn shown(text: &str) -> String {
    text.replace(&format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION")), "\"version\": \"VERSION\"")
}

/// Checks what the schema of SARIF 2.1.0 requires of the parts that are written.
fn is_sarif(text: &str) {
    let whole: Value = serde_json::from_str(text).expect("it is JSON");
    assert_eq!(whole["version"], "2.1.0");
    assert!(whole["$schema"].as_str().is_some_and(|schema| schema.ends_with("sarif-schema-2.1.0.json")));
    let runs = whole["runs"].as_array().expect("a list of runs");
    assert_eq!(runs.len(), 1);
    let driver = &runs[0]["tool"]["driver"];
    assert_eq!(driver["name"], "nexusql");
    let rules = driver["rules"].as_array().expect("a list of rules");
    let ids: Vec<&str> = rules.iter().map(|rule| rule["id"].as_str().expect("a rule has an id")).collect();
    assert_eq!(ids.iter().collect::<std::collections::BTreeSet<_>>().len(), ids.len(), "ids of rules are unique");
    for result in runs[0]["results"].as_array().expect("a list of results") {
        assert!(result["message"]["text"].as_str().is_some_and(|text| !text.is_empty()));
        assert!(["none", "note", "warning", "error"].contains(&result["level"].as_str().expect("a level")));
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("a small one");
        assert_eq!(result["ruleId"], ids[index]);
        for location in result["locations"].as_array().into_iter().flatten() {
            let physical = &location["physicalLocation"];
            let uri = physical["artifactLocation"]["uri"].as_str().expect("a reference");
            assert!(uri.bytes().all(|b| b.is_ascii_graphic() && !b"<>\"\\^`{|},".contains(&b)), "{uri}");
            assert!(physical["region"]["startLine"].as_u64() >= Some(1));
            assert!(physical["region"]["startColumn"].as_u64() >= Some(1));
        }
    }
}

#[test]
fn a_server_is_what_files_are_compared_with_and_never_what_is_validated() {
    let room = Room::new("validate_server");
    let url = room.database("create table t (id int); create table more (id int);");
    room.write("db/a.sql", "create table t (id int);\n");
    let said = room.run(&["validate", "db", "--against", &url]).ends_with(1);
    assert!(said.out.contains("table public.more is in "), "{said:?}");
    assert_eq!(said.out.matches("error:").count(), 1, "{said:?}");
    room.run(&["validate", "db", "--against", &url, "--exclude", "more"]).ends_with(0);
    let said = room.run(&["validate", &url]).ends_with(2);
    assert!(said.err.contains("has no text to validate"), "{said:?}");
    room.write("db/b.sql", "create table more (id int, x nosuch);\n");
    let said = room.run(&["validate", "db", "--against", &url]).ends_with(1);
    assert!(said.err.contains("not all of it loads"), "{said:?}");
}

#[test]
fn warnings_count_if_that_is_asked_for() {
    let room = Room::new("validate_strict");
    room.write(
        "a.sql",
        "create table t (id int primary key, of int); create table u (id int primary key references t);\n",
    );
    room.run(&["validate", "a.sql", "--strict"]).ends_with(0);
    room.write("b.sql", "alter table t add foreign key (of) references u;\n");
    let said =
        room.run_with(&["validate", "-", "--strict", "-o", "found.txt"], &(room.read("a.sql") + &room.read("b.sql")));
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(room.read("found.txt").starts_with("warning: \"table public.t\", \"table public.u\" need one another\n"));
    room.run(&["validate", "."]).ends_with(0);
}

#[test]
fn what_is_no_folder_of_sql_is_refused() {
    let room = Room::new("validate_nothing");
    room.write("db/readme.md", "nothing");
    let said = room.run(&["validate", "db"]).ends_with(2);
    assert!(said.err.contains("\"db\" holds no .sql file"), "{said:?}");
    let said = room.run(&["validate", "nowhere", "--format", "json"]).ends_with(2);
    assert!(serde_json::from_str::<Value>(&said.err).is_ok(), "{said:?}");
}
