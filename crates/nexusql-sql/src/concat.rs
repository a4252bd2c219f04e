//! Many files as one script.

use nexusql_base::Result;
use sha2::{Digest, Sha256};

use crate::{Piece, Script};

/// Returns one script that holds `files`, pairs of path and text, in the order given.
///
/// Each file begins with the comment `-- file: path`. A last statement without a semicolon gets one, and a last line
/// without its end gets that, so that no file reaches into the next.
///
/// Errors: those of [`Script::pieces`], if a file ends within a string, comment, parenthesis or the like.
/// Cost: one pass over the text.
pub fn concat<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<String> {
    let mut out = String::new();
    for (path, text) in files {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if !out.is_empty() {
            out.push('\n');
        }
        out.push_str("-- file: ");
        out.extend(path.chars().map(|c| if c.is_control() { '?' } else { c }));
        out.push('\n');
        let end = unfinished_end(Script::new(path, text))?;
        let (head, tail) = text.split_at(end.unwrap_or(text.len()));
        out.push_str(head);
        if end.is_some() {
            out.push(';');
        }
        out.push_str(tail);
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
    Ok(out)
}

/// Returns where the last statement ends, if a semicolon is missing there.
fn unfinished_end(script: Script<'_>) -> Result<Option<usize>> {
    let last = script.pieces().try_fold(None, |_, piece| piece.map(Some))?;
    Ok(match last {
        Some(Piece::Statement(statement)) if !statement.has_semicolon() => Some(statement.range.end),
        _ => None,
    })
}

/// Returns the SHA-256 of `files`, pairs of path and content, in lower-case hexadecimal.
///
/// Every path and every content is preceded by its length, so that no two lists of files share a hash by their seams.
/// The order counts; a caller who means a set sorts first.
pub fn source_hash<P: AsRef<str>, C: AsRef<[u8]>>(files: impl IntoIterator<Item = (P, C)>) -> String {
    let mut hash = Sha256::new();
    for (path, content) in files {
        for part in [path.as_ref().as_bytes(), content.as_ref()] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_reaches_into_the_next() {
        let files = [
            ("a.sql", "create table a ()"),
            ("b.sql", "create view b as select 1 -- one"),
            ("c\n.sql", "-- nothing"),
            ("d\n.sql", "\u{feff}copy d from stdin;\n;\n\\."),
            ("e.sql", "\\echo done"),
            ("f.sql", "select 1 \\gset"),
        ];
        let want = "-- file: a.sql\ncreate table a ();\n\n-- file: b.sql\ncreate view b as select 1; -- one\n\n\
            -- file: c?.sql\n-- nothing\n\n-- file: d?.sql\ncopy d from stdin;\n;\n\\.\n\n\
            -- file: e.sql\n\\echo done\n\n-- file: f.sql\nselect 1 \\gset\n";
        assert_eq!(concat(files).unwrap(), want);
    }

    #[test]
    fn a_file_that_ends_in_the_middle_is_refused() {
        for (text, code) in [
            ("select 'a", "unterminated-string"),
            ("select (1", "unterminated-parenthesis"),
            ("copy a from stdin", "unterminated-copy-data"),
        ] {
            assert_eq!(concat([("a.sql", text)]).unwrap_err().diagnostic().code, code);
        }
    }

    #[test]
    fn a_hash_knows_paths_contents_and_seams() {
        let hash = |files: &[(&str, &str)]| source_hash(files.iter().copied());
        assert_eq!(hash(&[]), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        assert_ne!(hash(&[("a", "bc")]), hash(&[("ab", "c")]));
        assert_ne!(hash(&[("a", ""), ("b", "")]), hash(&[("b", ""), ("a", "")]));
    }
}
