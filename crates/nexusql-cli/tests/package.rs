//! A release brings its own engine: unpacked on a machine without any PostgreSQL, it proves a plan.

#![cfg(unix)]

mod common;

use std::path::{Path, PathBuf};
use std::process::Command;

use common::{Room, said, set_mode};
use serde_json::Value;

/// Packs the program under test as `cargo xtask package` does, unpacks the archive in `room` and returns its folder.
fn unpacked_release(room: &Room) -> PathBuf {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--package", "xtask", "--", "package", "--output"]).arg(room.path().join("out"));
    said(cargo.arg("--binary").arg(env!("CARGO_BIN_EXE_nexusql"))).ends_with(0);
    let archive = only_entry(&room.path().join("out"));
    let place = room.path().join("opt");
    std::fs::create_dir(&place).expect("the folder is ours");
    said(Command::new("tar").arg("-C").arg(&place).arg("-xzf").arg(archive)).ends_with(0);
    for folder in [room.path(), &place] {
        set_mode(folder, 0o755);
    }
    only_entry(&place)
}

fn only_entry(folder: &Path) -> PathBuf {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("it is there").map(|entry| entry.expect("it is there").path()).collect();
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries.remove(0)
}

#[test]
fn a_release_brings_an_engine() {
    let room = Room::new("release_with_engine");
    let release = unpacked_release(&room);
    it_proves_alone(&room, &release);
    its_engine_can_be_installed_by_another(&room);
}

fn it_proves_alone(room: &Room, release: &Path) {
    for paper in ["README.md", "LICENSE-MIT", "LICENSE-APACHE"] {
        assert!(release.join(paper).is_file(), "{paper}");
    }
    let alone = |program: &Path, engines: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(room.path()).env_clear();
        command.env("NEXUSQL_ENGINE_DIRS", engines).env("NEXUSQL_CACHE", room.path().join("cache"));
        said(&mut command).ends_with(0)
    };
    let program = release.join("nexusql");
    let listed: Value = serde_json::from_str(&alone(&program, "", &["engine", "list", "--format", "json"]).out)
        .expect("a test stops where its set-up fails");
    assert_eq!(listed["engines"].as_array().map(Vec::len), Some(1), "{listed}");
    assert_eq!(listed["engines"][0]["origin"], "packed");
    for tool in ["psql", "pg_dump", "pg_ctl"] {
        let bin_dir = Path::new(listed["engines"][0]["bin_dir"].as_str().expect("a test stops where its set-up fails"));
        said(Command::new(bin_dir.join(tool)).arg("--version").env_clear()).ends_with(0);
    }
    let example = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/blog").join(name);
    let (before, after) = (example("before.sql"), example("after.sql"));
    let planned = alone(&program, "", &["plan", &before.to_string_lossy(), &after.to_string_lossy()]);
    assert!(
        planned.out.contains("proven on PostgreSQL") && planned.out.contains("proven with rows"),
        "{}",
        planned.out
    );

    // A link to the program finds the engine beside the program, and an engine that the user names is there too.
    let link = room.path().join("nexusql");
    std::os::unix::fs::symlink(&program, &link).expect("a test stops where its set-up fails");
    let listed = alone(&link, &common::engine().bin_dir.to_string_lossy(), &["engine", "list"]);
    assert!(listed.out.contains("packed") && listed.out.contains("named"), "{}", listed.out);
}

fn its_engine_can_be_installed_by_another(room: &Room) {
    let archive = only_entry(&room.path().join("out"));
    let engine = |arguments: &[&str]| {
        let mut command = room.command(&[&["engine"], arguments].concat());
        said(command.env("NEXUSQL_CACHE", room.path().join("other")).env("NEXUSQL_ENGINE_DIRS", "").env("PATH", ""))
    };
    let installed = engine(&["install", &archive.to_string_lossy()]).ends_with(0);
    for part in
        ["installed PostgreSQL", "cache: ", " extensions", "\n  has   ", "psql, pg_dump", "citext", "\n  lacks "]
    {
        assert!(installed.out.contains(part), "{part}: {}", installed.out);
    }
    let name = installed
        .out
        .split_whitespace()
        .skip_while(|word| *word != "cache:")
        .nth(1)
        .expect("a test stops where its set-up fails");
    assert!(engine(&["list"]).ends_with(0).out.contains(&format!("cache: {name}")));
    assert_eq!(engine(&["prune"]).ends_with(0).out, "nothing to remove\n");
    assert_eq!(engine(&["remove", name]).ends_with(0).out, format!("removed {name}\n"));
    let gone = engine(&["remove", name]).ends_with(4);
    assert!(gone.err.contains("there is no engine") && gone.err.contains("The cache holds no engine."), "{}", gone.err);
    let none = engine(&["list"]).ends_with(4);
    assert!(none.err.contains("Run \"nexusql engine install\"."), "{}", none.err);
}
