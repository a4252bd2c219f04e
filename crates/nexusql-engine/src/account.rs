//! Whom servers run as. PostgreSQL refuses to run as root, so root hands its servers to an account without rights.

use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

/// An account without rights that root runs PostgreSQL as.
#[derive(Clone, Debug)]
pub(crate) struct Account {
    pub(crate) uid: u32,
    #[cfg(unix)]
    pub(crate) gid: u32,
    pub(crate) name: String,
}

/// The accounts that root tries, in order.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// Returns whether this process is root, which PostgreSQL refuses.
pub(crate) fn is_root() -> bool {
    #[cfg(unix)]
    return nix::unistd::Uid::effective().is_root();
    #[cfg(not(unix))]
    return false;
}

impl Account {
    /// Returns the account that servers must run as, or none if they run as the present user.
    ///
    /// Errors: `engine-no-permission` if this is root and there is no account to change to.
    pub(crate) fn for_servers() -> Result<Option<Self>> {
        if !is_root() {
            return Ok(None);
        }
        CANDIDATES.iter().find_map(|name| Self::named(name)).map(Some).ok_or_else(|| {
            Error::new(
                ErrorKind::Engine,
                Diagnostic::error("engine-no-permission", "cannot run PostgreSQL as root")
                    .with_detail("There is neither a user \"postgres\" nor a user \"nobody\" to run it as.")
                    .with_hint("Run nexusql as another user, or make one: useradd --system postgres"),
            )
        })
    }

    #[cfg(unix)]
    fn named(name: &str) -> Option<Self> {
        let user = nix::unistd::User::from_name(name).ok()??;
        Some(Self { uid: user.uid.as_raw(), gid: user.gid.as_raw(), name: user.name })
    }

    #[cfg(not(unix))]
    fn named(_: &str) -> Option<Self> {
        None
    }

    /// Returns whether the account may enter every folder above `path`, and `path` itself if it is a folder or program.
    pub(crate) fn reaches(&self, path: &Path) -> bool {
        let Ok(real) = path.canonicalize() else { return false };
        real.ancestors().all(|part| self.enters(part))
    }

    #[cfg(unix)]
    fn enters(&self, path: &Path) -> bool {
        use std::os::unix::fs::MetadataExt;
        let Ok(entry) = path.metadata() else { return false };
        let shift = match (entry.uid() == self.uid, entry.gid() == self.gid) {
            (true, _) => 6,
            (false, true) => 3,
            (false, false) => 0,
        };
        (entry.mode() >> shift) & 0o1 != 0
    }

    #[cfg(not(unix))]
    fn enters(&self, _: &Path) -> bool {
        true
    }
}

/// Gives `path` to `account`; nothing happens if there is none.
#[cfg(unix)]
pub(crate) fn give(path: &Path, account: Option<&Account>) -> std::io::Result<()> {
    account.map_or(Ok(()), |to| std::os::unix::fs::lchown(path, Some(to.uid), Some(to.gid)))
}

/// Gives `path` to `account`; nothing happens if there is none.
#[cfg(not(unix))]
pub(crate) fn give(_: &Path, _: Option<&Account>) -> std::io::Result<()> {
    Ok(())
}

/// Returns the uid that servers run as, or 0 where there is none.
pub(crate) fn server_uid() -> u32 {
    #[cfg(unix)]
    let own = nix::unistd::Uid::effective().as_raw();
    #[cfg(not(unix))]
    let own = 0;
    Account::for_servers().ok().flatten().map_or(own, |account| account.uid)
}
