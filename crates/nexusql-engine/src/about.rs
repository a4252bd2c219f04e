//! What an engine can do, read from its files; nothing is started.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use crate::Engine;

/// What an engine can do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The extensions that `create extension` would find.
    pub extensions: BTreeSet<String>,
    /// Whether it was built with ICU collations.
    pub icu: bool,
    /// Whether it was built with lz4 compression.
    pub lz4: bool,
    /// Whether `psql` is beside it.
    pub psql: bool,
    /// Whether `pg_dump` is beside it.
    pub pg_dump: bool,
}

/// A function of ICU that every build with ICU calls, so that its name is in the program.
const ICU_SYMBOL: &[u8] = b"ucol_open";
/// The same for lz4.
const LZ4_SYMBOL: &[u8] = b"LZ4_compress_default";

impl Engine {
    /// Returns what the engine can do; what cannot be read counts as absent.
    ///
    /// Cost: reads `postgres` (about 10 MB) and lists one folder.
    pub fn about(&self) -> About {
        let program = fs::read(self.program("postgres")).unwrap_or_default();
        About {
            extensions: self.extensions(),
            icu: memchr::memmem::find(&program, ICU_SYMBOL).is_some(),
            lz4: memchr::memmem::find(&program, LZ4_SYMBOL).is_some(),
            psql: self.program("psql").is_file(),
            pg_dump: self.program("pg_dump").is_file(),
        }
    }

    fn extensions(&self) -> BTreeSet<String> {
        let folders = self.share_dirs().into_iter().map(|dir| dir.join("extension"));
        let files = folders.filter_map(|dir| fs::read_dir(dir).ok()).flatten().flatten();
        let names = files.filter_map(|file| file.file_name().into_string().ok());
        names.filter_map(|name| name.strip_suffix(".control").map(str::to_owned)).collect()
    }

    /// Returns where the share folder may be. PostgreSQL keeps it at a fixed way from its programs.
    ///
    /// Source: `make_relative_path` in PostgreSQL's path.c; layouts of Debian, Red Hat, Homebrew and plain builds.
    fn share_dirs(&self) -> Vec<PathBuf> {
        let up = |levels: usize| self.bin_dir.ancestors().nth(levels).map(PathBuf::from).unwrap_or_default();
        vec![
            up(1).join("share"),
            up(1).join("share/postgresql"),
            up(1).join(format!("share/postgresql@{}", self.major)),
            up(4).join(format!("share/postgresql/{}", self.major)),
            up(2).join("share/postgresql"),
        ]
    }
}
