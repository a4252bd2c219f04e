//! `nexusql init`: a project folder with a config file and an example, that works at once.

use std::fs;
use std::io::Write;
use std::path::Path;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

use crate::args::Init;
use crate::error::Exit;

const FILES: [(&str, &str); 4] = [
    ("nexusql.toml", include_str!("init/nexusql.toml")),
    ("db/schema/10_tables/10_users.sql", include_str!("init/10_users.sql")),
    ("db/schema/10_tables/20_posts.sql", include_str!("init/20_posts.sql")),
    ("db/schema/20_views/recent_posts.sql", include_str!("init/recent_posts.sql")),
];

/// Runs the command. Files that are there already are left as they are.
pub fn run(arguments: &Init) -> Result<Exit> {
    for (name, text) in FILES {
        let path = arguments.folder.join(name);
        let made = make(&path, text).map_err(|error| {
            let message = format!("could not write \"{}\": {error}", path.display());
            Error::new(ErrorKind::Usage, Diagnostic::error("could-not-write", message))
        })?;
        anstream::println!("{} {}", if made { "made" } else { "kept" }, path.display());
    }
    let folder = arguments.folder.join("db/schema");
    anstream::println!("\nNow try: nexusql plan empty {}", folder.display());
    Ok(Exit::Done)
}

/// Writes a file unless there is one; returns whether it did.
fn make(path: &Path, text: &str) -> std::io::Result<bool> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    match fs::File::create_new(path) {
        Ok(mut file) => file.write_all(text.as_bytes()).map(|()| true),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}
