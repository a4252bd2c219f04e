//! Unpacking archives, and engines from an archive that the user names.

use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek};
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use lzma_rust2::XzReader;

use super::{Attempt, client, output, settle};
use crate::{EngineOptions, find};

/// How archives that can be unpacked begin, whatever their names.
const ZIP: &[u8] = b"PK\x03\x04";
const GZIP: &[u8] = b"\x1f\x8b";
const XZ: &[u8] = b"\xfd7zXZ\0";

/// Fetches the engine in the archive at `place`: a path, or an address that begins with `https://` or `file://`, or with
/// `http://` and leads to this machine.
pub(super) fn fetch(place: &str, options: &EngineOptions) -> Attempt {
    let Some((scheme, rest)) = place.split_once("://") else {
        return settle::settle(Path::new(place), "file", options);
    };
    if !is_safe(scheme, rest) {
        return Err("An address must begin with https:// or file://, for what it leads to will be run.".to_owned());
    }
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let file = scratch.path().join("archive");
    let mut curl = client("curl", scratch.path(), options)?;
    curl.args(["--fail", "--silent", "--show-error", "--location", "--proto", "=https,http,file"]);
    // Wherever the address leads on to, the way there is safe.
    curl.args(["--proto-redir", "=https", "--output"]).arg(&file);
    output(curl.arg(place))?;
    settle::settle(&file, "file", options)
}

/// Returns whether nobody on the way can change what comes from the address.
fn is_safe(scheme: &str, rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.strip_prefix('[') {
        Some(inner) => inner.split(']').next(),
        None => authority.split(':').next(),
    };
    match scheme {
        "https" | "file" => true,
        "http" => matches!(host, Some("127.0.0.1" | "localhost" | "::1")),
        _ => false,
    }
}

/// Unpacks `archive` into the empty folder `dir`, and the archive that is in it if that is where the programs are, as in
/// the jars of Maven's repositories. What would fall outside of `dir` is left out or refused.
pub(super) fn unpack(archive: &Path, dir: &Path) -> Result<(), String> {
    unpack_one(archive, dir).map_err(|error| explain(archive, &error))?;
    if find::bin_dir_below(dir).is_some() {
        return Ok(());
    }
    for inner in archives_in(dir) {
        unpack_one(&inner, dir).and_then(|()| fs::remove_file(&inner)).map_err(|error| explain(&inner, &error))?;
    }
    Ok(())
}

fn unpack_one(archive: &Path, dir: &Path) -> io::Result<()> {
    let mut file = BufReader::new(File::open(archive)?);
    let mut start = Vec::new();
    file.by_ref().take(6).read_to_end(&mut start)?;
    file.rewind()?;
    if start.starts_with(ZIP) {
        zip::ZipArchive::new(file)?.extract(dir).map_err(io::Error::from)
    } else if start.starts_with(GZIP) {
        tar::Archive::new(GzDecoder::new(file)).unpack(dir)
    } else if start.starts_with(XZ) {
        tar::Archive::new(XzReader::new(file, true)).unpack(dir)
    } else {
        Err(io::Error::new(io::ErrorKind::Unsupported, "its content is no .tar.xz, .tar.gz, .zip, .whl or .jar"))
    }
}

/// Returns the packed tar files that lie in `dir` itself, in byte order.
fn archives_in(dir: &Path) -> Vec<PathBuf> {
    let endings = [".txz", ".tar.xz", ".tgz", ".tar.gz"];
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    let wanted = |name: &str| endings.iter().any(|ending| name.ends_with(ending));
    let mut found: Vec<PathBuf> =
        entries.filter(|entry| entry.file_name().to_str().is_some_and(wanted)).map(|entry| entry.path()).collect();
    found.sort();
    found
}

/// Returns why `archive` could not be unpacked, in a sentence.
fn explain(archive: &Path, error: &io::Error) -> String {
    let place = archive.display();
    match error.kind() {
        io::ErrorKind::NotFound if !archive.exists() => format!("There is no file \"{place}\"."),
        io::ErrorKind::Unsupported => format!("Could not unpack \"{place}\": {error}."),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "There is no room to unpack it.".to_owned(),
        io::ErrorKind::PermissionDenied => format!("Could not read \"{place}\": {error}."),
        _ => format!("Could not unpack \"{place}\": it is damaged or cut off ({}).", innermost(error)),
    }
}

fn innermost(error: &io::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use super::is_safe;

    #[test]
    fn without_encryption_only_this_machine_is_asked() {
        for (address, safe) in [
            ("https://example.org/pg.tgz", true),
            ("file:///opt/pg.tgz", true),
            ("http://127.0.0.1:8000/pg.tgz", true),
            ("http://localhost/pg.tgz", true),
            ("http://[::1]:8000/pg.tgz", true),
            ("http://example.org/127.0.0.1", false),
            ("http://127.0.0.1@example.org/pg.tgz", false),
            ("http://localhost.example.org/pg.tgz", false),
            ("ftp://127.0.0.1/pg.tgz", false),
        ] {
            let (scheme, rest) = address.split_once("://").unwrap();
            assert_eq!(is_safe(scheme, rest), safe, "{address}");
        }
    }
}
