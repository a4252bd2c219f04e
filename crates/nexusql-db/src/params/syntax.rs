//! What the scanner must know of an engine's tokens, and how its placeholders are written.

/// The tokens of an engine, as far as they decide where a parameter may stand.
#[derive(Debug)]
pub(crate) struct Syntax {
    /// Whether a backslash escapes in `'…'` and `"…"` (MySQL).
    pub backslash_escapes: bool,
    /// Whether `E'…'` has backslash escapes (PostgreSQL).
    pub escape_strings: bool,
    /// Whether `` `…` `` is a name.
    pub backticks: bool,
    /// What `[` begins.
    pub brackets: Brackets,
    /// Whether `$tag$…$tag$` is a string.
    pub dollar_quotes: bool,
    /// Whether `/* /* */ */` is one comment.
    pub nested_comments: bool,
    /// Whether `#` begins a comment.
    pub hash_comments: bool,
    /// Whether `--` begins a comment only before white space (MySQL).
    pub dashes_need_space: bool,
    /// Whether a carriage return ends a comment of one line (PostgreSQL); a line feed does so everywhere.
    pub returns_end_comments: bool,
    /// Whether a bare `?` is a parameter to the engine, so that it may not stand in a text with names.
    pub question_is_parameter: bool,
    /// Writes the placeholder of the parameter with this number, from 1.
    pub placeholder: fn(usize, &mut String),
    /// Whether a name that is used twice is sent twice, since placeholders have no number.
    pub positional: bool,
    /// What stands between the parentheses of `in ()` when the list is empty.
    pub empty_list: EmptyList,
}

/// What `[` begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)] // For engines that are behind features.
pub(crate) enum Brackets {
    /// A subscript or slice, as in `a[1:2]`.
    Subscript,
    /// A name that ends at the first `]`.
    Name,
    /// A name in which `]]` stands for `]`.
    DoubledName,
    /// Nothing.
    Plain,
}

/// What an empty list becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)] // For engines that are behind features.
pub(crate) enum EmptyList {
    /// This text, between the parentheses.
    Text(&'static str),
    /// `select $n where false`, with a null of the type that the engine finds for `$n` in [`super::Call::probe`].
    Probe,
}
