//! Room `sql`: SQL text and what can be said of it without a server. Pure functions of text; no file is opened here.
//!
//! - [`decode`] turns the bytes of a file into text, or says why they are not SQL.
//! - [`Script`] cuts text into [`Piece`]s where psql would cut it: statements, `COPY` data, meta-commands.
//! - [`Tag`] is the kind of a statement, from its first words.
//! - [`runs_outside_transaction`] says which statements refuse a transaction block.
//! - [`speaks_to_another_server`] says which statements reach beyond the server that runs them.
//! - [`tokens()`] and [`after_tag`] are for who reads statements without a grammar.
//! - [`concat()`] writes several files as one script; [`source_hash`] is what they are known by.
//! - [`load_order`] guesses an order in which statements of many files load.
//!
//! Nothing here knows PostgreSQL's grammar: a statement is tokens, and no syntax tree is built or held.

mod concat;
mod decode;
mod lexer;
mod order;
mod reach;
mod script;
mod split;
mod tag;
mod tokens;
mod transaction;

pub use concat::{concat, source_hash};
pub use decode::decode;
pub use order::{load_order, made_name};
pub use reach::{enables_subscription, speaks_to_another_server, without_data};
pub use script::{CopyData, CopyIn, MetaCommand, Piece, Script, Statement};
pub use split::Pieces;
pub use tag::Tag;
pub use tokens::{Solid, SolidKind, Tokens, after_tag, tokens};
pub use transaction::runs_outside_transaction;
