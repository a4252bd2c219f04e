//! A script and the pieces it is made of.

use std::ops::Range;

use nexusql_base::{Diagnostic, Error, ErrorKind, Place};

use crate::tag::{Head, first_verb};
use crate::{Pieces, Tag};

/// SQL text with the name of the file it came from.
///
/// Invariant: nothing is parsed yet; [`Script::pieces`] does that as it goes.
#[derive(Clone, Copy, Debug)]
pub struct Script<'a> {
    /// The file as the user named it, or `<stdin>`.
    pub file: &'a str,
    /// The whole text.
    pub text: &'a str,
}

impl<'a> Script<'a> {
    /// Returns the script `text` of a file called `file`.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        Self { file, text }
    }

    /// Returns the pieces of the script in their order, each found as it is asked for.
    ///
    /// Text outside of all pieces is white space, lone semicolons, and comments that no statement follows.
    ///
    /// Errors: of kind `Sql`, after which nothing follows. Codes: `unterminated-string`, `unterminated-identifier`,
    /// `unterminated-comment`, `unterminated-dollar-quote`, `unterminated-parenthesis`, `unterminated-body`,
    /// `unterminated-copy-data`, `text-after-copy`, `meta-command-in-statement`.
    /// Cost: one pass; memory does not grow with the text.
    pub fn pieces(self) -> Pieces<'a> {
        Pieces::new(self)
    }

    /// Returns the place of byte `offset`.
    pub fn place(self, offset: usize) -> Place {
        Place::at(self.file, self.text, offset)
    }

    /// Returns an error of kind `Sql` that points at byte `offset`.
    pub(crate) fn error(self, code: &'static str, offset: usize, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::Sql, Diagnostic::error(code, message).with_place(self.place(offset)))
    }
}

/// What a script is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A statement for the server.
    Statement(Statement<'a>),
    /// A `COPY … FROM stdin` with its rows.
    CopyIn(CopyIn<'a>),
    /// A command for psql.
    Meta(MetaCommand<'a>),
}

impl<'a> Piece<'a> {
    /// Returns all bytes of the piece, with its comments and data.
    pub fn extent(&self) -> Range<usize> {
        match self {
            Self::Statement(statement) => statement.extent(),
            Self::CopyIn(copy) => copy.statement.extent().start..copy.data.end,
            Self::Meta(meta) => meta.range.start..meta.data.as_ref().map_or(meta.range.end, |data| data.end),
        }
    }

    /// Returns the statement of the piece, unless it is a meta-command.
    pub fn statement(&self) -> Option<&Statement<'a>> {
        match self {
            Self::Statement(statement) | Self::CopyIn(CopyIn { statement, .. }) => Some(statement),
            Self::Meta(_) => None,
        }
    }
}

/// One statement, where it stands, and the comments that belong to it.
///
/// Invariant: `text` is `range` of the script; `comments`, `range` and `trailing` follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement<'a> {
    /// The file that the statement is in.
    pub file: &'a str,
    /// The statement from its first token to its semicolon, or to its last token where there is none.
    pub text: &'a str,
    /// Where `text` is.
    pub range: Range<usize>,
    /// The comments since the piece before; empty, at the start of `range`, if there are none.
    pub comments: Range<usize>,
    /// The comment that ends the statement's last line; empty, at the end of `range`, if there is none.
    pub trailing: Range<usize>,
}

impl<'a> Statement<'a> {
    /// Returns the text without its final semicolon.
    ///
    /// psql's `\;` and `:name` stand in it as they were written.
    pub fn sql(&self) -> &'a str {
        if self.has_semicolon() { self.text[..self.text.len() - 1].trim_ascii_end() } else { self.text }
    }

    /// Says whether a semicolon ends the statement; the last of a file, and one that `\g` sends, may lack it.
    pub fn has_semicolon(&self) -> bool {
        self.text.ends_with(';') && !self.text.ends_with("\\;")
    }

    /// Returns the kind of statement.
    ///
    /// Cost: reads the first words only.
    pub fn tag(&self) -> Tag {
        Head::of(self.text).tag
    }

    /// Returns the verb of [`Statement::tag`].
    ///
    /// Cost: reads the first word only.
    pub fn verb(&self) -> &'static str {
        first_verb(self.text)
    }

    /// Returns all bytes of the statement, with its comments.
    pub fn extent(&self) -> Range<usize> {
        self.comments.start..self.trailing.end
    }
}

/// A `COPY … FROM stdin` and the rows that follow it in the script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyIn<'a> {
    /// The `COPY` itself.
    pub statement: Statement<'a>,
    /// Its rows.
    pub data: CopyData<'a>,
}

/// Rows within a script, up to the line `\.`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyData<'a> {
    /// The rows as they stand, each with its line end.
    pub text: &'a str,
    /// Where `text` is.
    pub range: Range<usize>,
    /// Where the line `\.` ends, before its line end.
    pub end: usize,
}

/// A command for psql: `\connect`, `\i`, `\set`, `\restrict` …
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetaCommand<'a> {
    /// The name without its backslash.
    pub name: &'a str,
    /// What follows the name, without white space around it.
    pub arguments: &'a str,
    /// From the backslash to the end of the line, or to the backslash of the next command on it.
    pub range: Range<usize>,
    /// The rows of a `\copy … from stdin`.
    pub data: Option<CopyData<'a>>,
}
