//! The folder of one scratch: private, uniquely named, and locked by its owner for as long as the owner lives.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use fs4::fs_std::FileExt;
use nexusql_base::Result;
use tempfile::TempDir;

use crate::account::{self, Account};
use crate::{EngineOptions, cache, failure};

/// How the names of all scratch folders begin.
pub(super) const PREFIX: &str = "nexusql-";
/// The file that the owner holds locked.
pub(super) const LOCK_FILE: &str = "lock";
/// The longest path of a socket that every system takes, in bytes.
///
/// Source: `sun_path` of `sockaddr_un`: 104 on macOS and the BSDs, 108 on Linux, both with a closing zero.
const SOCKET_PATH_MAX_BYTES: usize = 103;

/// The folder of one scratch; dropping it removes it.
pub(super) struct Folder {
    dir: TempDir,
    _lock: File,
}

impl Folder {
    /// Makes a new folder in the temporary folder of `options`, to be used by `account`.
    pub(super) fn create(options: &EngineOptions, account: Option<&Account>) -> Result<Self> {
        let base = base_for_sockets(&options.temp_dir);
        if let Some(account) = account
            && base.is_dir()
            && !account.reaches(base)
        {
            let hint = "Set TMPDIR to a folder that every user may enter, such as /tmp.";
            return Err(failure::out_of_reach(base, &account.name, hint));
        }
        let cannot = |error: io::Error| failure::file_failed("could not create a scratch in", base, &error);
        let dir = cache::private_dir(base, PREFIX).map_err(cannot)?;
        let lock = File::create(dir.path().join(LOCK_FILE)).map_err(cannot)?;
        FileExt::lock_exclusive(&lock).map_err(cannot)?;
        Ok(Self { dir, _lock: lock })
    }

    /// Returns where it is.
    pub(super) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Returns the data folder in it.
    pub(super) fn data_dir(&self) -> PathBuf {
        self.path().join("data")
    }

    /// Returns the file that the server writes its messages to.
    pub(super) fn log_file(&self) -> PathBuf {
        self.path().join("log")
    }

    /// Hands it to `account`, which the server runs as; to be done last, when all is in place.
    pub(super) fn hand_over(&self, account: Option<&Account>) -> io::Result<()> {
        account::give(&self.path().join(LOCK_FILE), account)?;
        account::give(self.path(), account)
    }
}

/// Returns `temp_dir`, or a shorter one where the path of a socket in it would be too long.
fn base_for_sockets(temp_dir: &Path) -> &Path {
    let socket_bytes = "/nexusql-123456/.s.PGSQL.5432".len();
    let fits = temp_dir.as_os_str().len() + socket_bytes <= SOCKET_PATH_MAX_BYTES;
    if fits || cfg!(not(unix)) { temp_dir } else { Path::new("/tmp") }
}

/// Returns whether nobody holds the lock of the scratch folder `dir`; one without a lock file is held by nobody.
pub(super) fn is_abandoned(dir: &Path) -> bool {
    let lock = dir.join(LOCK_FILE);
    match fs::symlink_metadata(&lock) {
        Ok(entry) if entry.is_file() => {
            File::open(&lock).is_ok_and(|file| FileExt::try_lock_exclusive(&file).is_ok_and(|got| got))
        }
        Ok(_) => false,
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn a_long_temporary_folder_gives_way_to_a_short_one() {
        assert_eq!(base_for_sockets(Path::new("/short")), Path::new("/short"));
        let long = format!("/{}", "x".repeat(90));
        assert_eq!(base_for_sockets(Path::new(&long)), Path::new("/tmp"));
    }
}
