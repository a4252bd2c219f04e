//! What stands in a file: the parts for up and down, and the words of comments that are meant for a runner.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;

use nexusql_base::{Diagnostic, Error, ErrorKind, Place, Result};
use sha2::{Digest as _, Sha256};

/// SQL that is run at once: a file, or a part of one.
#[derive(Clone, Debug)]
pub struct Part {
    /// The file; empty for what is part of the program.
    pub path: PathBuf,
    /// The file as messages name it.
    pub file: String,
    /// The whole text of the file.
    pub text: Arc<str>,
    /// Where the part is in it.
    pub range: Range<usize>,
    /// Whether the file asks for a transaction, or for none.
    pub transaction: Option<bool>,
    /// What stands for a value in it, beside psql's variables.
    pub placeholders: Placeholders,
}

/// What stands for a value in the files of other tools.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Placeholders {
    /// Nothing.
    #[default]
    None,
    /// `${name}` is a variable: Flyway's.
    Flyway,
    /// `$NAME` and `${NAME}` are variables of the environment, in statements that begin in these bytes of the file: goose's.
    Goose(Vec<Range<usize>>),
}

impl Part {
    /// Returns the SQL.
    pub fn sql(&self) -> &str {
        &self.text[self.range.clone()]
    }

    /// Returns the place of byte `offset` of the SQL.
    pub fn place(&self, offset: usize) -> Place {
        Place::at(&self.file, &self.text, self.range.start + offset)
    }

    /// Returns whether it is all of its file.
    pub fn is_whole_file(&self) -> bool {
        self.range == (0..self.text.len())
    }

    /// Returns the SHA-256 of the SQL in hexadecimal digits; how lines end does not count.
    pub fn checksum(&self) -> String {
        checksum(self.sql())
    }
}

/// Returns the SHA-256 of `text` in hexadecimal digits; how lines end does not count.
pub fn checksum(text: &str) -> String {
    let mut hash = Sha256::new();
    for (n, piece) in text.split("\r\n").enumerate() {
        if n > 0 {
            hash.update(b"\n");
        }
        hash.update(piece.as_bytes());
    }
    let digit = |half: u8| char::from_digit(half.into(), 16).unwrap_or_default();
    hash.finalize().iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

/// What a file holds.
#[derive(Debug)]
pub struct Sections {
    /// What is run upwards, or the whole file.
    pub first: Part,
    /// What is run downwards, where the file has both.
    pub down: Option<Part>,
    /// What must have been run before: the words after `-- requires:`.
    pub requires: Vec<(String, Place)>,
    /// The migrations that it was squashed of: the words after `-- replaces:`.
    pub replaces: Vec<(String, Place)>,
}

/// A comment that is meant for a runner.
enum Word {
    Environment(bool),
    Up { transaction: Option<bool> },
    Down { transaction: Option<bool> },
    NoTransaction,
    Requires(String),
    Replaces(String),
}

/// Reads a file.
///
/// Errors: of kind `Sql`, with the place: sections twice or in the wrong order, text before the first one, a word after
/// `-- migrate:` that is not known.
pub fn read(path: PathBuf, file: String, text: Arc<str>) -> Result<Sections> {
    let whole = |range: Range<usize>, transaction| Part {
        path: path.clone(),
        file: file.clone(),
        text: Arc::clone(&text),
        range,
        transaction,
        placeholders: Placeholders::None,
    };
    let refuse = |code, at: usize, message: &str, hint: &str| {
        let diagnostic = Diagnostic::error(code, message).with_place(Place::at(&file, &text, at)).with_hint(hint);
        Error::new(ErrorKind::Sql, diagnostic)
    };
    let mut up: Option<(usize, Option<bool>)> = None;
    let mut down: Option<(usize, usize, Option<bool>)> = None;
    let (mut requires, mut replaces, mut transaction) = (Vec::new(), Vec::new(), None);
    // Where variables of the environment begin to count, until they no longer do.
    let (mut counted, mut counts_from) = (Vec::new(), None);
    // Before the first statement, where words of other tools and needs stand.
    let mut in_head = true;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let (start, end) = (at, at + line.len());
        at = end;
        let trimmed = line.trim();
        let Some(comment) = trimmed.strip_prefix("--") else {
            in_head &= trimmed.is_empty();
            continue;
        };
        match word(comment.trim(), in_head).map_err(|unknown| {
            let hint = "Known are migrate:up, migrate:down, migrate:transaction and migrate:no-transaction.";
            refuse("directive-unknown", start, &format!("\"{unknown}\" is not known"), hint)
        })? {
            Some(Word::Up { transaction: wanted }) => {
                if up.is_some() || down.is_some() {
                    let hint = "A file has one part for up, and after it one for down.";
                    return Err(refuse(
                        "section-twice",
                        start,
                        "the part for up comes twice, or after that for down",
                        hint,
                    ));
                }
                if let Some(early) = early(&text[..start]) {
                    let hint = "Put it after the line that begins the part for up.";
                    return Err(refuse("text-before-section", early, "text stands before the part for up", hint));
                }
                up = Some((start, wanted));
                in_head = true;
            }
            Some(Word::Down { transaction: wanted }) => {
                if down.is_some() {
                    return Err(refuse("section-twice", start, "the part for down comes twice", "Put both into one."));
                }
                if up.is_none() && early(&text[..start]).is_some() {
                    let hint = "Begin what comes before it with the line -- migrate:up.";
                    return Err(refuse("section-missing", start, "the part for down has none for up before it", hint));
                }
                down = Some((start, end, wanted));
                in_head = true;
            }
            Some(Word::Environment(true)) => counts_from = counts_from.or(Some(end)),
            Some(Word::Environment(false)) => counted.extend(counts_from.take().map(|from| from..start)),
            Some(Word::NoTransaction) => match &mut down {
                Some((_, _, wanted)) => *wanted = Some(false),
                None => transaction = Some(false),
            },
            Some(Word::Requires(list)) => requires.extend(names(&list, &file, &text, start)),
            Some(Word::Replaces(list)) => replaces.extend(names(&list, &file, &text, start)),
            None => {}
        }
    }
    let up_transaction = up.and_then(|(_, wanted)| wanted).or(transaction);
    let up_start = up.map_or(0, |(start, _)| start);
    counted.extend(counts_from.map(|from| from..text.len()));
    let placeholders = if counted.is_empty() { Placeholders::None } else { Placeholders::Goose(counted) };
    let whole = |range, transaction| Part { placeholders: placeholders.clone(), ..whole(range, transaction) };
    let first = whole(up_start..down.map_or(text.len(), |(start, ..)| start), up_transaction);
    let down = down.map(|(_, end, wanted)| whole(end..text.len(), wanted));
    Ok(Sections { first, down, requires, replaces })
}

/// Returns the names of a list, each with the place of the line at byte `at`.
fn names(list: &str, file: &str, text: &str, at: usize) -> Vec<(String, Place)> {
    let names = list.split(',').map(str::trim).filter(|name| !name.is_empty());
    names.map(|name| (name.to_owned(), Place::at(file, text, at))).collect()
}

/// Returns where something that is neither blank nor a comment stands.
fn early(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() && !trimmed.starts_with("--") {
            return Some(at + line.len() - line.trim_start().len());
        }
        at += line.len();
    }
    None
}

/// Reads what follows `--`.
///
/// Errors: a word of ours that is not known.
fn word(comment: &str, in_head: bool) -> std::result::Result<Option<Word>, String> {
    let lower = comment.to_ascii_lowercase();
    if let Some(rest) = lower.strip_prefix("migrate:") {
        let mut words = rest.split_whitespace();
        let name = words.next().unwrap_or("");
        let mut transaction = None;
        for option in words {
            transaction = match option {
                "transaction:false" => Some(false),
                "transaction:true" => Some(true),
                other => return Err(other.to_owned()),
            };
        }
        return match name {
            "up" => Ok(Some(Word::Up { transaction })),
            "down" => Ok(Some(Word::Down { transaction })),
            "no-transaction" => Ok(Some(Word::NoTransaction)),
            "transaction" => Ok(None),
            _ => Err(format!("migrate:{name}")),
        };
    }
    if let Some(rest) = lower.strip_prefix("+goose") {
        return Ok(match rest.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["up"] => Some(Word::Up { transaction: None }),
            ["down"] => Some(Word::Down { transaction: None }),
            ["no", "transaction"] => Some(Word::NoTransaction),
            ["envsub", "on"] => Some(Word::Environment(true)),
            ["envsub", "off"] => Some(Word::Environment(false)),
            _ => None,
        });
    }
    if in_head {
        if lower == "no-transaction" || lower == "postgres-migrations disable-transaction" {
            return Ok(Some(Word::NoTransaction));
        }
        if lower.starts_with("requires:") {
            return Ok(Some(Word::Requires(comment["requires:".len()..].to_owned())));
        }
        if lower.starts_with("replaces:") {
            return Ok(Some(Word::Replaces(comment["replaces:".len()..].to_owned())));
        }
    }
    Ok(None)
}
