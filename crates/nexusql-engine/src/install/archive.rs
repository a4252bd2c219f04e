//! Unpacking archives, and engines from an archive that the user names.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::read::GzDecoder;
use lzma_rust2::XzReader;

use super::{Attempt, client, output, settle};
use crate::EngineOptions;

/// Fetches the engine in the archive at `place`, a path or an `https://` address.
pub(super) fn fetch(place: &str, options: &EngineOptions) -> Attempt {
    if !place.contains("://") {
        return settle::settle(Path::new(place), "file", options);
    }
    let Some((_, path)) = place.split_once("https://") else {
        return Err("An address must begin with https://.".to_owned());
    };
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let name = path.split(['?', '#']).next().and_then(|path| path.rsplit('/').next()).unwrap_or_default();
    let mut curl = client("curl", scratch.path(), options)?;
    output(
        curl.args(["--fail", "--silent", "--show-error", "--location", "--proto", "=https", "--output", name])
            .arg(place),
    )?;
    settle::settle(&scratch.path().join(name), "file", options)
}

/// Unpacks `archive` into the empty folder `dir`; what would fall outside of it is left out or refused.
pub(super) fn unpack(archive: &Path, dir: &Path) -> io::Result<()> {
    let name = archive.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let file = BufReader::new(File::open(archive)?);
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if ends(&[".zip", ".whl"]) {
        zip::ZipArchive::new(file)?.extract(dir).map_err(io::Error::from)
    } else if ends(&[".tgz", ".tar.gz"]) {
        unpack_tar(GzDecoder::new(file), dir)
    } else if ends(&[".txz", ".tar.xz"]) {
        unpack_tar(XzReader::new(file, true), dir)
    } else {
        Err(io::Error::other("it is not a .whl, .zip, .tgz, .tar.gz or .tar.xz"))
    }
}

fn unpack_tar(reader: impl Read, dir: &Path) -> io::Result<()> {
    tar::Archive::new(reader).unpack(dir)
}
