//! Migrations that are part of the program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use nexusql_base::Result;

use super::listing::{File, Folder};
use super::{Layout, Tree};

/// The files of a folder of migrations, as `nexusql::embed_migrations!` puts them into a program.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    /// The folder, as the program's source names it.
    pub root: &'static str,
    /// The files: where each is below the folder, with `/`, and what stands in it.
    pub files: &'static [(&'static str, &'static [u8])],
}

impl Embedded {
    /// Returns the tree that they are, as [`super::read`] does for files on disk.
    ///
    /// Errors: those of [`super::read`], but for what cannot be read.
    pub fn read(&self, layout: &Layout) -> Result<Tree> {
        let root = Path::new(self.root);
        let mut folders: BTreeMap<PathBuf, Vec<File>> = BTreeMap::from([(root.to_owned(), Vec::new())]);
        for (path, content) in self.files {
            let (folder, name) = match path.rsplit_once('/') {
                Some((folder, name)) => (root.join(folder), name),
                None => (root.to_owned(), *path),
            };
            let path = folder.join(name);
            let file = File { name: name.to_owned(), path, executable: false, content: Some(content) };
            folders.entry(folder).or_default().push(file);
        }
        // The root is the beginning of all others' paths, and so the first.
        let listed = folders.into_iter().map(|(path, mut files)| {
            files.sort_by(|a, b| a.name.cmp(&b.name));
            Folder { path, files }
        });
        super::read::tree(root, listed.collect(), layout)
    }
}
