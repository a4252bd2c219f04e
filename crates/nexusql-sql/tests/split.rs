//! The cases of `cases/split`: each `<name>.sql` with the pieces it is cut into in `<name>.split`.
//!
//! `NEXUSQL_UPDATE_CASES=1 cargo test -p nexusql-sql` writes the `.split` files anew, for a person to review.

#![allow(clippy::unwrap_used, reason = "a test may fail anywhere")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use nexusql_sql::{CopyData, Piece, Script, Statement, decode};

#[test]
fn cases_are_cut_as_written() {
    let mut wrong = Vec::new();
    for path in sql_files(&room().join("cases/split")) {
        let text = fs::read_to_string(&path).unwrap();
        let got = rendered(&text);
        let expected = path.with_extension("split");
        if std::env::var_os("NEXUSQL_UPDATE_CASES").is_some() {
            fs::write(&expected, &got).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != got {
            wrong.push(format!("{}:\n{got}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "cut otherwise than written:\n{}", wrong.join("\n"));
}

#[test]
fn every_script_of_the_project_is_cut_without_a_fault() {
    let root = room().join("../..");
    for path in ["examples", "corpus"].iter().flat_map(|folder| sql_files(&root.join(folder))) {
        let bytes = fs::read(&path).unwrap();
        let file = path.display().to_string();
        let text = decode(&file, &bytes).unwrap();
        for piece in Script::new(&file, &text).pieces() {
            let piece = piece.unwrap_or_else(|error| panic!("{file}: {:?}", error.diagnostic()));
            if let Some(statement) = piece.statement() {
                assert_eq!(text[statement.range.clone()], *statement.text, "{file}");
                assert_ne!(statement.verb(), "", "{file}: {}", statement.text);
            }
        }
    }
}

/// Returns the pieces of `text` for a person to read.
fn rendered(text: &str) -> String {
    let mut out = String::new();
    for piece in Script::new("case.sql", text).pieces() {
        match piece {
            Ok(Piece::Statement(statement)) => render_statement(&mut out, text, &statement),
            Ok(Piece::CopyIn(copy)) => {
                render_statement(&mut out, text, &copy.statement);
                render_data(&mut out, &copy.data);
            }
            Ok(Piece::Meta(meta)) => {
                assert!(text[meta.range.clone()].starts_with(&format!("\\{}", meta.name)));
                writeln!(out, "== meta {:?} {:?}", meta.name, meta.arguments).unwrap();
                if let Some(data) = &meta.data {
                    render_data(&mut out, data);
                }
            }
            Err(error) => {
                let fault = error.diagnostic();
                let place = fault.place.as_ref().unwrap();
                writeln!(out, "== error {} at {}:{}: {}", fault.code, place.line, place.column, fault.message).unwrap();
            }
        }
    }
    out
}

fn render_statement(out: &mut String, text: &str, statement: &Statement<'_>) {
    writeln!(out, "== {}", statement.tag()).unwrap();
    for (what, part) in [("before", &statement.comments), ("after", &statement.trailing)] {
        if !part.is_empty() {
            writeln!(out, "{what}: {:?}", &text[part.clone()]).unwrap();
        }
    }
    writeln!(out, "{}", statement.text.replace('\r', "\\r")).unwrap();
}

fn render_data(out: &mut String, data: &CopyData<'_>) {
    writeln!(out, "data: {:?}", data.text).unwrap();
}

fn room() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the `.sql` files under `folder`, in order; none if there is no such folder.
fn sql_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let under = |path: PathBuf| match path.extension() {
        _ if path.is_dir() => sql_files(&path),
        Some(extension) if extension == "sql" => vec![path],
        _ => Vec::new(),
    };
    paths.into_iter().flat_map(under).collect()
}
