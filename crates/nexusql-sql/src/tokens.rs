//! The tokens of a statement, for who reads statements without a grammar.

use std::borrow::Cow;
use std::iter::FusedIterator;

use crate::Tag;
use crate::lexer::{Lexer, Token, TokenKind};
use crate::tag::Head;

/// What a token is, as far as names and texts go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SolidKind {
    /// A word without quotes: a keyword or a name.
    Word,
    /// A name in double quotes.
    QuotedName,
    /// A string in single quotes, with what stands before them.
    String,
    /// A string in dollar quotes.
    DollarString,
    /// Anything else: numbers, operators, parentheses.
    Other,
}

/// A token that is neither white space nor a comment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Solid<'a> {
    /// What it is.
    pub kind: SolidKind,
    /// How it is written.
    pub text: &'a str,
    /// Where it begins.
    pub start: usize,
}

impl<'a> Solid<'a> {
    /// Says whether it is the keyword `word`, in any case.
    pub fn is(&self, word: &str) -> bool {
        self.kind == SolidKind::Word && self.text.eq_ignore_ascii_case(word)
    }

    /// Returns the name that it writes, as the server keeps it; none if it is no name.
    pub fn name(&self) -> Option<Cow<'a, str>> {
        match self.kind {
            SolidKind::Word if self.text.bytes().any(|b| b.is_ascii_uppercase()) => {
                Some(self.text.to_ascii_lowercase().into())
            }
            SolidKind::Word => Some(self.text.into()),
            SolidKind::QuotedName => {
                let (_, inner) = self.text.strip_suffix('"')?.split_once('"')?;
                Some(if inner.contains('"') { inner.replace("\"\"", "\"").into() } else { inner.into() })
            }
            _ => None,
        }
    }

    /// Returns what stands between the quotes of a string, escapes as they are; none if it is no string.
    pub fn inner(&self) -> Option<&'a str> {
        match self.kind {
            SolidKind::String => self.text.strip_suffix('\'')?.split_once('\'').map(|(_, inner)| inner),
            SolidKind::DollarString => {
                let open = self.text[1..].find('$')? + 2;
                self.text.get(open..self.text.len().checked_sub(open)?)
            }
            _ => None,
        }
    }
}

/// The tokens of a text; made by [`tokens`].
#[derive(Clone, Debug)]
pub struct Tokens<'a> {
    lexer: Lexer<'a>,
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Solid<'a>;

    fn next(&mut self) -> Option<Solid<'a>> {
        let token: Token = self.lexer.next_solid()?;
        let kind = match token.kind {
            TokenKind::Word => SolidKind::Word,
            TokenKind::QuotedName => SolidKind::QuotedName,
            TokenKind::String => SolidKind::String,
            TokenKind::DollarString => SolidKind::DollarString,
            _ => SolidKind::Other,
        };
        Some(Solid { kind, text: self.lexer.text(token), start: token.start })
    }
}

impl FusedIterator for Tokens<'_> {}

/// Returns the tokens of `text`, up to its end or to what has no end.
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens { lexer: Lexer::new(text) }
}

/// Returns the kind of the statement `text` and the tokens that follow the words it is told by.
pub fn after_tag(text: &str) -> (Tag, Tokens<'_>) {
    let Head { tag, rest } = Head::of(text);
    (tag, Tokens { lexer: rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_names_and_texts() {
        let (tag, rest) = after_tag("create or replace view \"A\"\"b\".c as select $x$a$$b$x$, E'it''s' -- no");
        assert_eq!(tag.to_string(), "CREATE VIEW");
        let found: Vec<Solid<'_>> = rest.collect();
        assert_eq!(found[0].name().as_deref(), Some("A\"b"));
        assert_eq!(found[2].name().as_deref(), Some("c"));
        assert!(found[3].is("AS"));
        assert_eq!(found[5].inner(), Some("a$$b"));
        assert_eq!(found[7].inner(), Some("it''s"));
        assert_eq!(found.len(), 8);
    }
}
