//! Migrations as they lie on disk: what a name says, what stands in a file, the tracks of a tree.

mod embedded;
mod listing;
pub mod name;
mod read;
mod section;
mod version;

pub use embedded::Embedded;
pub use read::{CORE, Layout, NamesCarryTracks, read};
pub use section::{Part, Placeholders, checksum};
pub use version::Version;

use std::path::PathBuf;

use nexusql_base::{Diagnostic, Error, ErrorKind, Place, Result};

use crate::code::Code;

/// All tracks below a folder.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The folder.
    pub root: PathBuf,
    /// The tracks: `core` first, then by name.
    pub tracks: Vec<Track>,
    /// Whether the code of all migrations that are code is in it. Where it is not, such as were run by a program are no
    /// fault.
    pub has_code: bool,
}

/// An ordered line of migrations with a history of its own.
#[derive(Clone, Debug)]
pub struct Track {
    /// Its name.
    pub name: String,
    /// Where its files lie.
    pub folder: PathBuf,
    /// Its migrations: those with a number in the order of these, then repeatable ones by name.
    pub migrations: Vec<Migration>,
    /// What the config says that all of it needs.
    pub requires: Vec<String>,
}

/// One migration.
#[derive(Clone, Debug)]
pub struct Migration {
    /// Its track.
    pub track: String,
    /// Its name: that of the file without direction and ending.
    pub name: String,
    /// Its number; absent for one that is run again whenever it has changed.
    pub version: Option<Version>,
    /// What its name says after the number.
    pub description: String,
    /// What is run upwards.
    pub up: Part,
    /// What undoes it.
    pub down: Option<Part>,
    /// What must have been run before it: a track, or a track and a migration of it.
    pub requires: Vec<(String, Place)>,
    /// The names of the migrations that it was squashed of, which are the first of its track. Their files count no more.
    pub replaces: Vec<String>,
    /// What is run before anything is applied: queries and programs.
    pub checks: Vec<Check>,
    /// What is run in place of SQL, for one that is code.
    pub code: Option<Code>,
}

/// A check of a migration.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its file.
    pub path: PathBuf,
    /// What stands in it, where it is part of the program.
    pub content: Option<&'static [u8]>,
}

impl Check {
    /// Returns whether it is made of queries, and no program.
    pub fn is_sql(&self) -> bool {
        self.path.extension().is_some_and(|ending| ending == "sql")
    }

    /// Returns what stands in it.
    ///
    /// Errors: [`ErrorKind::Usage`] for a file that cannot be read, or is no text.
    pub fn text(&self) -> Result<String> {
        let file = self.path.display().to_string();
        let bytes = self.content.map_or_else(|| std::fs::read(&self.path), |bytes| Ok(bytes.to_vec()));
        let bytes = bytes.map_err(|error| {
            let message = format!("could not read \"{file}\": {error}");
            Error::new(ErrorKind::Usage, Diagnostic::error("could-not-read", message))
        })?;
        Ok(nexusql_sql::decode(&file, &bytes)?.into_owned())
    }
}

impl Migration {
    /// Returns what its history knows it by: the number, or the name of a repeatable one.
    pub fn key(&self) -> String {
        self.version.as_ref().map_or_else(|| self.name.clone(), Version::to_string)
    }

    /// Returns whether it stands for `version`, which is in its track: for all up to its own, if it was squashed.
    pub fn stands_for(&self, version: &Version) -> bool {
        !self.replaces.is_empty() && self.version.as_ref().is_some_and(|own| version <= own)
    }

    /// Returns what its history compares: the checksum of the way up, or the revision of code.
    pub fn checksum(&self) -> String {
        self.code.as_ref().map_or_else(|| self.up.checksum(), Code::checksum)
    }

    /// Returns its track and name: `core/001_users`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.track, self.name)
    }
}

impl Tree {
    /// Returns the track of this name.
    pub fn track(&self, name: &str) -> Option<&Track> {
        self.tracks.iter().find(|track| track.name == name)
    }

    /// Returns it with migrations that are code, each where its name puts it.
    ///
    /// Errors: [`ErrorKind::Usage`] for a name that has none of the forms, and for a number that is there already.
    pub fn with_code(mut self, all: impl IntoIterator<Item = Code>) -> Result<Self> {
        self.has_code = true;
        for code in all {
            let migration = code.migration()?;
            let track = match self.tracks.iter_mut().position(|track| track.name == migration.track) {
                Some(at) => &mut self.tracks[at],
                None => {
                    let name = migration.track.clone();
                    let track = Track { name, folder: self.root.clone(), migrations: Vec::new(), requires: Vec::new() };
                    let at = self
                        .tracks
                        .iter()
                        .position(|other| (other.name != CORE, &other.name) > (track.name != CORE, &track.name));
                    let at = at.unwrap_or(self.tracks.len());
                    self.tracks.insert(at, track);
                    &mut self.tracks[at]
                }
            };
            let place = |one: &Migration| {
                (one.version.is_none(), one.version.clone(), one.version.is_none().then(|| one.name.clone()))
            };
            match track.migrations.binary_search_by_key(&place(&migration), place) {
                Err(at) => track.migrations.insert(at, migration),
                Ok(at) => {
                    let message = format!("two migrations have the number {}", migration.key());
                    let detail = format!("They are {} and {}.", track.migrations[at].up.file, migration.up.file);
                    let diagnostic = Diagnostic::error("version-twice", message).with_detail(detail);
                    let hint = "Give the one that was not applied yet another number.";
                    return Err(Error::new(ErrorKind::Usage, diagnostic.with_hint(hint)));
                }
            }
        }
        Ok(self)
    }

    /// Returns all migrations, track after track.
    pub fn migrations(&self) -> impl Iterator<Item = &Migration> {
        self.tracks.iter().flat_map(|track| &track.migrations)
    }
}
