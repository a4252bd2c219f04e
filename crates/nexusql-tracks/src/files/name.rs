//! What the name of a file says: version, description, direction, and whether it is a check.

use super::Version;

/// What a file is, as its name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// `X.sql`, `X.up.sql`: what is run upwards; it may hold both directions.
    Up,
    /// `X.down.sql`, `U1__x.sql`.
    Down,
    /// `X.check.sql`.
    CheckSql,
    /// `X.nu`, `X.sh`, `X.py`, or an executable.
    CheckProgram,
    /// `X.sql.conf`: what Flyway reads beside a file.
    Conf,
}

/// What the name of a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    /// What the file is.
    pub role: Role,
    /// Its number; absent for a repeatable one.
    pub version: Option<Version>,
    /// The name without the direction and the ending: `20231201120000_core_create_users`. It ties the files of a
    /// migration together, but for `U1__x.sql`.
    pub stem: String,
    /// What follows the number.
    pub description: String,
}

/// Why a name is not one of a migration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It has none of the forms.
    Form,
    /// Its number is too long.
    Number,
    /// It is one of those that Flyway runs at an event.
    Callback,
}

/// Reads the name of a file. `None` for what is not for us: hidden files, those that begin with an underscore, and those
/// with an ending that is not ours unless `executable`.
///
/// Errors: a name with the ending `.sql` that has no form of ours.
pub fn read(name: &str, executable: bool) -> Result<Option<FileName>, Fault> {
    if name.starts_with(['.', '_']) {
        return Ok(None);
    }
    let programs = [".nu", ".sh", ".py"];
    let (role, stem) = if let Some(stem) = name.strip_suffix(".sql.conf") {
        (Role::Conf, stem)
    } else if let Some(stem) = name.strip_suffix(".sql") {
        sql(stem)
    } else if let Some(stem) = programs.iter().find_map(|ending| name.strip_suffix(ending)) {
        (Role::CheckProgram, stem)
    } else if executable {
        (Role::CheckProgram, name.rsplit_once('.').map_or(name, |(stem, _)| stem))
    } else {
        return Ok(None);
    };
    let is_sql = name.ends_with(".sql");
    match parts(stem) {
        Ok((undo, version, description)) => {
            let role = if undo { Role::Down } else { role };
            Ok(Some(FileName { role, version, stem: stem.to_owned(), description }))
        }
        Err(Fault::Form) if is_sql && is_callback(stem) => Err(Fault::Callback),
        Err(fault) if is_sql => Err(fault),
        // A program that is named after no migration is somebody's own.
        Err(_) => Ok(None),
    }
}

fn sql(stem: &str) -> (Role, &str) {
    for (ending, role) in [(".check", Role::CheckSql), (".up", Role::Up), (".down", Role::Down)] {
        if let Some(rest) = stem.strip_suffix(ending) {
            return (role, rest);
        }
    }
    (Role::Up, stem)
}

/// Returns whether it is named like an event of Flyway: `afterMigrate`, `beforeEachMigrate__lock`.
fn is_callback(stem: &str) -> bool {
    let event = ["before", "after"].iter().find_map(|word| stem.strip_prefix(word));
    event.is_some_and(|event| event.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// Returns whether it undoes, the number and the description.
fn parts(stem: &str) -> Result<(bool, Option<Version>, String), Fault> {
    if let Some(rest) = stem.strip_prefix("R__").filter(|rest| !rest.is_empty()) {
        return Ok((false, None, rest.to_owned()));
    }
    for (letter, undo) in [('V', false), ('U', true)] {
        if let Some((number, name)) = stem.strip_prefix(letter).and_then(|rest| rest.split_once("__")) {
            let version = number_of(number)?;
            return if name.is_empty() { Err(Fault::Form) } else { Ok((undo, Some(version), name.to_owned())) };
        }
    }
    let end = stem.find(|c: char| !c.is_ascii_digit()).unwrap_or(stem.len());
    let (number, rest) = stem.split_at(end);
    let version = number_of(number)?;
    match rest.strip_prefix(['_', '-']) {
        Some(description) => Ok((false, Some(version), description.trim_start_matches('_').to_owned())),
        None if rest.is_empty() => Ok((false, Some(version), String::new())),
        None => Err(Fault::Form),
    }
}

fn number_of(text: &str) -> Result<Version, Fault> {
    let digits = text.bytes().any(|b| b.is_ascii_digit());
    Version::parse(text).ok_or(if digits && text.len() > 19 { Fault::Number } else { Fault::Form })
}

/// Returns the track in a description, `core_create_users`, and what follows it.
pub fn track(description: &str) -> Option<(&str, &str)> {
    description.split_once('_').filter(|(track, rest)| is_track(track) && !rest.is_empty())
}

/// Returns whether a name may be that of a track: it becomes part of a table's.
pub fn is_track(name: &str) -> bool {
    let mut bytes = name.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
        && name.len() <= 40
        && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

/// Returns whether the number is a point in time as tools write it: 14 digits.
pub fn is_timestamp(stem: &str) -> bool {
    let digits = stem.bytes().take_while(u8::is_ascii_digit).count();
    digits == 14
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_of_a_name_is_read() {
        for (name, role, version, description) in [
            ("20231201120000_core_create_users.sql", Role::Up, Some("20231201120000"), "core_create_users"),
            ("V001__create__users.sql", Role::Up, Some("1"), "create__users"),
            ("V1_2__x.sql", Role::Up, Some("1.2"), "x"),
            ("V1.2__x.sql", Role::Up, Some("1.2"), "x"),
            ("U1.2__x.sql", Role::Down, Some("1.2"), "x"),
            ("001_x.sql", Role::Up, Some("1"), "x"),
            ("00010-search-files.up.sql", Role::Up, Some("10"), "search-files"),
            ("2_x.down.sql", Role::Down, Some("2"), "x"),
            ("20240309082057_view.sql.down.sql", Role::Down, Some("20240309082057"), "view.sql"),
            ("R__views.sql", Role::Up, None, "views"),
            ("001_x.check.sql", Role::CheckSql, Some("1"), "x"),
            ("001_x.nu", Role::CheckProgram, Some("1"), "x"),
            ("20231201.sql", Role::Up, Some("20231201"), ""),
            ("V1__x.sql.conf", Role::Conf, Some("1"), "x"),
        ] {
            let read = read(name, false).unwrap().unwrap();
            let wanted = (role, version.and_then(Version::parse), description.to_owned());
            assert_eq!((read.role, read.version, read.description), wanted, "{name}");
        }
    }

    #[test]
    fn what_is_no_migration_is_left_or_refused() {
        for name in [".hidden.sql", "_helpers.sql", "README.md", "helpers.nu", "atlas.sum"] {
            assert_eq!(read(name, false), Ok(None), "{name}");
        }
        for name in ["users.sql", "V__x.sql", "V1__.sql", "Vx__a.sql", "1x.sql", "R__.sql"] {
            assert_eq!(read(name, false), Err(Fault::Form), "{name}");
        }
        assert_eq!(read("V99999999999999999999__a.sql", false), Err(Fault::Number));
        assert_eq!(read("afterMigrate__grants.sql", false), Err(Fault::Callback));
    }
}
