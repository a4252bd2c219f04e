//! Where engines are looked for, kept and run; the only place that reads the environment.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;

use crate::account;

/// Where engines are looked for, kept and run.
#[derive(Clone, Debug)]
pub struct EngineOptions {
    /// nexusql's cache: installed engines, templates, and what is known about programs.
    pub cache_dir: PathBuf,
    /// The folder that scratches are made in.
    pub temp_dir: PathBuf,
    /// The search path for programs, as in `PATH`.
    pub path_env: Option<OsString>,
    /// Folders with `postgres` and `initdb` that the user named; they come before all others.
    pub extra_dirs: Vec<PathBuf>,
    /// Whether the folders where packages usually put PostgreSQL are searched.
    pub usual_dirs: bool,
    /// Folders that may hold an engine packed with nexusql; they come after all others.
    pub packed_dirs: Vec<PathBuf>,
}

/// The memory-backed folder of Linux.
///
/// Measured to the first answer: 33 ms here and 41 on a quiet disk, but 45 to 110 here and 250 to 1,100 on the same disk
/// while other processes were making databases on it.
const MEMORY_DIR: &str = "/dev/shm";
/// The room that must be free in [`MEMORY_DIR`] before scratches are put there.
const MEMORY_DIR_FREE_MIN_BYTES: u64 = 1 << 30;
/// The cache of root, whose home is closed to the account that servers run as; others may use its engines too.
pub(crate) const ROOT_CACHE: &str = "/var/cache/nexusql";

impl EngineOptions {
    /// Returns the options of this process: `NEXUSQL_CACHE` or the platform's cache folder, `PATH`, and
    /// `TMPDIR`, or else memory if there is plenty, or else the platform's temporary folder.
    ///
    /// `NEXUSQL_ENGINE_DIRS`, a list like `PATH`, takes the place of the folders where packages usually put PostgreSQL.
    /// A release has its engine beside its program, as `engine` or `../share/nexusql/engine`.
    pub fn from_env() -> Self {
        let named = env::var_os("NEXUSQL_ENGINE_DIRS");
        let is_folder = |dir: &PathBuf| !dir.as_os_str().is_empty();
        Self {
            cache_dir: env::var_os("NEXUSQL_CACHE").map_or_else(default_cache, PathBuf::from),
            temp_dir: default_temp(),
            path_env: env::var_os("PATH"),
            usual_dirs: named.is_none(),
            extra_dirs: named.iter().flat_map(env::split_paths).filter(is_folder).collect(),
            packed_dirs: packed_dirs(),
        }
    }

    /// Returns the first file called `name` on the search path, with the platform's ending for programs.
    pub(crate) fn program(&self, name: &str) -> Option<PathBuf> {
        let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat"] } else { &[""] };
        env::split_paths(self.path_env.as_ref()?)
            .flat_map(|dir| endings.iter().map(move |ending| dir.join(format!("{name}{ending}"))))
            .find(|file| file.is_file())
    }

    /// Returns the folder that holds installed engines.
    pub(crate) fn engines_dir(&self) -> PathBuf {
        self.cache_dir.join("engines")
    }

    /// Returns the folder that holds initialised data folders.
    pub(crate) fn templates_dir(&self) -> PathBuf {
        self.cache_dir.join("templates")
    }
}

fn default_cache() -> PathBuf {
    if account::is_root() {
        return PathBuf::from(ROOT_CACHE);
    }
    match etcetera::base_strategy::choose_native_strategy() {
        Ok(folders) => folders.cache_dir().join("nexusql"),
        Err(_) => env::temp_dir().join("nexusql-cache"),
    }
}

/// Returns where a release has its engine, seen from the running program, whatever links lead to it.
fn packed_dirs() -> Vec<PathBuf> {
    let program = env::current_exe().and_then(|program| program.canonicalize());
    let Some(dir) = program.ok().and_then(|program| program.parent().map(PathBuf::from)) else { return Vec::new() };
    vec![dir.join("engine"), dir.join("../share/nexusql/engine")]
}

fn default_temp() -> PathBuf {
    let memory = Path::new(MEMORY_DIR);
    let roomy = || fs4::available_space(memory).is_ok_and(|bytes| bytes > MEMORY_DIR_FREE_MIN_BYTES);
    if env::var_os("TMPDIR").is_none() && memory.is_dir() && roomy() { memory.to_owned() } else { env::temp_dir() }
}
