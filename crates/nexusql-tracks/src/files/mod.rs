//! Migrations as they lie on disk: what a name says, what stands in a file, the tracks of a tree.

mod listing;
pub mod name;
mod read;
mod section;
mod version;

pub use read::{CORE, Layout, NamesCarryTracks, read};
pub use section::{Part, checksum};
pub use version::Version;

use std::path::PathBuf;

use nexusql_base::Place;

/// All tracks below a folder.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The folder.
    pub root: PathBuf,
    /// The tracks: `core` first, then by name.
    pub tracks: Vec<Track>,
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
    /// What is run before anything is applied: queries and programs.
    pub checks: Vec<PathBuf>,
}

impl Migration {
    /// Returns what its history knows it by: the number, or the name of a repeatable one.
    pub fn key(&self) -> String {
        self.version.as_ref().map_or_else(|| self.name.clone(), Version::to_string)
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

    /// Returns all migrations, track after track.
    pub fn migrations(&self) -> impl Iterator<Item = &Migration> {
        self.tracks.iter().flat_map(|track| &track.migrations)
    }
}
