//! A script as statements that are understood.

use nexusql_base::Result;
use nexusql_sql::{Piece, Script, Statement};

use crate::kinds::{self, Kind};
use crate::needs::needs;
use crate::tree::Node;
use crate::{About, psql};

/// A piece of a script, with what is known of it.
#[derive(Clone)]
pub struct Part<'a> {
    /// The piece as psql would take it.
    pub piece: Piece<'a>,
    /// The tree of its statement; none for a meta-command, and for what cannot be read.
    pub node: Option<Node>,
    /// Its kind.
    pub kind: Option<&'static dyn Kind>,
    /// What it does.
    pub about: Option<About>,
}

impl<'a> Part<'a> {
    /// Returns `piece` with its tree.
    pub fn of(piece: Piece<'a>) -> Self {
        let node = piece.statement().and_then(|statement| psql::statement(statement_text(statement)));
        let kind = node.as_ref().and_then(kinds::of);
        let about = node.as_ref().zip(kind).map(|(node, kind)| {
            let mut about = kind.about(node);
            about.needs = needs(node, &about);
            about
        });
        Self { piece, node, kind, about }
    }
}

/// Returns the bytes of a statement that its tree is made of.
pub(crate) fn statement_text<'a>(statement: &Statement<'a>) -> &'a str {
    statement.text
}

/// Returns the parts of `script` in their order, one at a time.
///
/// Errors: those of [`Script::pieces`].
/// Cost: about 4 MB of text each second; a tree lives as long as its part.
pub fn read<'a>(script: Script<'a>) -> impl Iterator<Item = Result<Part<'a>>> {
    script.pieces().map(|piece| piece.map(Part::of))
}
