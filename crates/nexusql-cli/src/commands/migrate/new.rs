//! `nexusql migrate new`: empty files with the names that fit.

use std::path::{Path, PathBuf};

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_tracks::files::name;

use super::open;
use crate::args::migrate::New;
use crate::error::Exit;
use crate::output;
use crate::project::Project;

const BOTH: &str = "-- migrate:up\n\n\n-- migrate:down\n\n";
const CHECK: &str =
    "-- Each query must return no rows, or one that is true; the rows are shown and nothing is applied otherwise.
-- Common checks need no query. Take the first two dashes away from those that you want:
-- -- check: table app.users exists
-- -- check: no nulls in app.users(email)
-- -- check: no duplicates in app.users(email)
-- -- check: fewer than 100000 rows in app.users
-- -- check: track core at 20231201120000

";

/// Runs the command.
pub fn run(arguments: &New) -> Result<Exit> {
    let project = Project::read(&arguments.project, &[])?;
    let config = project.migrations()?;
    let root = match open::folder(arguments.path.as_ref(), &config) {
        Ok(root) => root,
        Err(_) => PathBuf::from("db/migrations"),
    };
    let slug = slug(&arguments.name)?;
    if let Some(track) = arguments.track.as_deref().filter(|track| !name::is_track(track)) {
        let diagnostic = Diagnostic::error("track-name", format!("\"{track}\" cannot be the name of a track"));
        let hint = "It is a letter and then letters, digits, _ or -.";
        return Err(Error::new(ErrorKind::Usage, diagnostic.with_hint(hint)));
    }
    // A tree has a folder for each track.
    let is_tree = root.is_dir() && subfolders(&root);
    let track = arguments.track.clone().or_else(|| is_tree.then(|| "core".to_owned()));
    let folder = track.as_ref().map_or_else(|| root.clone(), |track| root.join(track));
    let stem = match (arguments.repeatable, &track) {
        (true, _) => format!("R__{slug}"),
        (false, Some(track)) => format!("{}_{track}_{slug}", chrono_now()),
        (false, None) => format!("{}_{slug}", chrono_now()),
    };
    let mut files = vec![];
    if arguments.two_files {
        files.push((format!("{stem}.up.sql"), ""));
        files.push((format!("{stem}.down.sql"), ""));
    } else {
        files.push((format!("{stem}.sql"), if arguments.repeatable { "" } else { BOTH }));
    }
    if arguments.with_check {
        files.push((format!("{stem}.check.sql"), CHECK));
    }
    for (name, text) in files {
        let path = folder.join(name);
        write(&path, text)?;
        output::print(&format!("{}\n", path.display()))?;
    }
    Ok(Exit::Done)
}

/// Returns the name of a new migration: the present second, its track if that is part of names, and what it does.
pub fn stem(name: &str, track: Option<&str>) -> Result<String> {
    let slug = slug(name)?;
    Ok(match track {
        Some(track) => format!("{}_{track}_{slug}", chrono_now()),
        None => format!("{}_{slug}", chrono_now()),
    })
}

fn subfolders(root: &Path) -> bool {
    std::fs::read_dir(root).is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(|entry| entry.path().is_dir())))
}

/// Writes a file that is not there yet.
pub fn write(path: &Path, text: &str) -> Result<()> {
    let refuse = |error: std::io::Error| {
        let message = format!("could not write \"{}\": {error}", path.display());
        Error::new(ErrorKind::Usage, Diagnostic::error("could-not-write", message))
    };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(refuse)?;
    }
    let mut file = std::fs::File::create_new(path).map_err(refuse)?;
    std::io::Write::write_all(&mut file, text.as_bytes()).map_err(refuse)
}

/// Returns the present second as a number: 20231201120000.
fn chrono_now() -> String {
    chrono::DateTime::<chrono::Utc>::from(std::time::SystemTime::now()).format("%Y%m%d%H%M%S").to_string()
}

/// Returns a name in small letters, digits and underscores.
pub fn slug(name: &str) -> Result<String> {
    let plain = |c: char| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let text: String = name.trim().chars().map(plain).collect();
    let words: Vec<&str> = text.split('_').filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        let diagnostic = Diagnostic::error("argument-invalid", format!("\"{name}\" has no letter and no digit"));
        return Err(Error::new(ErrorKind::Usage, diagnostic));
    }
    Ok(words.join("_"))
}
