//! Files as they are read, without a database. `cases/migrate/<name>/` is a case: its folder `m`, and in `case.toml` whether
//! it is `valid`, or what is said of it.

use std::path::{Path, PathBuf};

use crate::common::Room;

/// How a case ends.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    valid: bool,
    #[serde(default)]
    says: Vec<String>,
}

fn folders(path: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(path).expect("it is a folder");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    paths.sort();
    paths
}

fn copy(from: &Path, to: &str, room: &Room) {
    for path in folders(from) {
        let name = format!("{to}/{}", path.file_name().expect("it has a name").to_string_lossy());
        if path.is_dir() {
            copy(&path, &name, room);
        } else {
            room.write(&name, std::fs::read(&path).expect("it can be read"));
        }
    }
}

#[test]
fn each_case_is_valid_or_told_why_not() {
    let all = folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("cases/migrate"));
    assert!(all.len() > 20, "{} cases", all.len());
    for folder in all {
        let name = folder.file_name().expect("it has a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(folder.join("case.toml")).expect("a case has a case.toml");
        let case: Case = toml::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(case.valid, case.says.is_empty(), "{name} is valid or says something");
        let room = Room::new(&name);
        copy(&folder.join("m"), "m", &room);
        let said = room.run(&["migrate", "validate", "m"]);
        let wanted = if case.valid { 0 } else { 2 };
        assert_eq!(said.code, Some(wanted), "{name}: {}", said.err);
        assert!(!case.valid || said.err.is_empty(), "{name}: {}", said.err);
        for words in case.says {
            assert!(said.err.contains(&words), "{name}: {}", said.err);
        }
    }
}

#[test]
fn new_files_have_names_that_fit() {
    let room = Room::new("new");
    let said = room.run(&["migrate", "new", "Create users!", "--with-check"]).ends_with(0);
    let names: Vec<&str> = said.out.lines().collect();
    assert!(names[0].starts_with("db/migrations/2") && names[0].ends_with("_create_users.sql"), "{names:?}");
    assert!(names[1].ends_with("_create_users.check.sql"), "{names:?}");
    room.run(&["migrate", "new", "add email", "--track", "shop", "--two-files"]).ends_with(0);
    room.run(&["migrate", "new", "views", "--track", "shop", "--repeatable"]).ends_with(0);
    let said = room.run(&["migrate", "validate"]).ends_with(0);
    assert!(said.out.starts_with("3 migrations found valid"), "{}", said.out);
}
