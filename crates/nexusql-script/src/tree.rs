//! The lossless tree of one statement, and the few ways in which kinds look at it.
//!
//! A node covers bytes of the statement's text and nothing is left out, so an edit is a range and a replacement. Nodes
//! are told apart by [`NodeKind`]; what a kind of statement looks like is in its file in `kinds`.

use std::ops::Range;

use squawk_syntax::{SourceFile, SyntaxToken as Token};
pub use squawk_syntax::{SyntaxKind as NodeKind, SyntaxNode as Node};

/// How deep parentheses, brackets and the like may be nested; PostgreSQL itself stops at its `max_stack_depth`.
const DEPTH_MAX: usize = 256;
/// How many operators one statement may have that is not mostly a list of rows: each of them nests the tree.
const OPERATORS_MAX: usize = 4_000;

/// Returns the node of the only statement in `text`, or `None` if it cannot be read as one.
///
/// Shape: ranges of the node count from the beginning of `text`.
/// Cost: linear; the tree takes about a hundred times the text's bytes for as long as the node lives.
pub fn statement(text: &str) -> Option<Node> {
    if is_too_deep(text) {
        return None;
    }
    let parse = SourceFile::parse(text);
    let root = parse.syntax_node();
    let mut statements = root.children().filter(|node| node.kind() != NodeKind::EMPTY_STMT);
    let node = statements.next()?;
    if statements.next().is_some() || root.descendants().any(|node| node.kind() == NodeKind::ERROR) {
        return None;
    }
    // What is wrong within the body of a function is for the server to say.
    let bodies: Vec<Range<usize>> = tokens(&root).filter(is_string).map(|token| span(&token)).collect();
    let in_body = |at: usize| bodies.iter().any(|body| body.start < at && at < body.end);
    parse.errors().iter().all(|error| in_body(error.range().start().into())).then_some(node)
}

/// Says whether the parser, which descends into itself, had better not be asked.
fn is_too_deep(text: &str) -> bool {
    let (mut depth, mut operators, mut commas) = (0_usize, 0_usize, 0_usize);
    let mut run = 0_usize;
    let mut word_start = None;
    let mut nesting_words = 0_usize;
    for (at, b) in text.bytes().enumerate() {
        let in_word = b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80;
        match (in_word, word_start) {
            (true, None) => word_start = Some(at),
            (false, Some(start)) => {
                let word = &text[start..at];
                if NESTING.iter().any(|nesting| nesting.eq_ignore_ascii_case(word)) {
                    nesting_words += 1;
                }
                word_start = None;
            }
            _ => {}
        }
        match b {
            b'(' | b'[' | b'{' => depth += 1,
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            b',' => {
                commas += 1;
                run = 0;
            }
            b'+' | b'-' | b'*' | b'/' | b'<' | b'>' | b'=' | b'~' | b'!' | b'@' | b'#' | b'%' | b'^' | b'&' | b'|'
            | b':' | b'.' | b'?' => {
                operators += 1;
                run += 1;
            }
            _ => {}
        }
        if depth > DEPTH_MAX || run > OPERATORS_MAX {
            return true;
        }
    }
    nesting_words > OPERATORS_MAX.max(commas) || operators > OPERATORS_MAX.max(commas.saturating_mul(64))
}

/// The words that nest an expression without a parenthesis.
const NESTING: [&str; 7] = ["not", "case", "and", "or", "union", "join", "select"];

/// Returns the bytes that `node` covers.
pub fn range(node: &Node) -> Range<usize> {
    let range = node.text_range();
    range.start().into()..range.end().into()
}

fn span(token: &Token) -> Range<usize> {
    let range = token.text_range();
    range.start().into()..range.end().into()
}

fn is_string(token: &Token) -> bool {
    matches!(
        token.kind(),
        NodeKind::STRING
            | NodeKind::DOLLAR_QUOTED_STRING
            | NodeKind::ESC_STRING
            | NodeKind::UNICODE_ESC_STRING
            | NodeKind::NATIONAL_STRING
    )
}

fn tokens(node: &Node) -> impl Iterator<Item = Token> {
    node.descendants_with_tokens().filter_map(|element| element.into_token())
}

/// Returns the first child of `kind`.
pub fn child(node: &Node, kind: NodeKind) -> Option<Node> {
    node.children().find(|child| child.kind() == kind)
}

/// Says whether `node` has a child of `kind`.
pub fn has(node: &Node, kind: NodeKind) -> bool {
    child(node, kind).is_some()
}

/// Returns the children of `kind`, in their order.
pub fn children(node: &Node, kind: NodeKind) -> impl Iterator<Item = Node> {
    node.children().filter(move |child| child.kind() == kind)
}

/// Returns the first node of `kind` within `node`, at any depth.
pub fn within(node: &Node, kind: NodeKind) -> Option<Node> {
    node.descendants().find(|inner| inner.kind() == kind)
}

/// Returns where the keyword `word` of `node` itself stands; children are not looked into.
pub fn word(node: &Node, word: &str) -> Option<Range<usize>> {
    let own = node.children_with_tokens().filter_map(|element| element.into_token());
    own.into_iter().find(|token| token.text().eq_ignore_ascii_case(word)).map(|token| span(&token))
}

/// Says whether `node` has the keyword `keyword` itself.
pub fn has_word(node: &Node, keyword: &str) -> bool {
    word(node, keyword).is_some()
}

/// Returns the first `n` words of `node`, in lower case.
pub fn first_words(node: &Node, n: usize) -> Vec<String> {
    solid(node).take(n).map(|token| token.text().to_ascii_lowercase()).collect()
}

/// Returns the tokens of `node` that are neither white space nor comments.
fn solid(node: &Node) -> impl Iterator<Item = Token> {
    tokens(node).filter(|token| !matches!(token.kind(), NodeKind::WHITESPACE | NodeKind::COMMENT))
}

/// Returns the text of every token of `node` but white space and comments, with where it stands.
pub fn words(node: &Node) -> Vec<(String, Range<usize>)> {
    solid(node).map(|token| (token.text().to_owned(), span(&token))).collect()
}

/// Returns the text of `node` without comments, on one line.
pub fn plain(node: &Node) -> String {
    let mut text = String::new();
    for element in tokens(node) {
        match element.kind() {
            NodeKind::COMMENT => {}
            NodeKind::WHITESPACE if text.ends_with(' ') || text.is_empty() => {}
            NodeKind::WHITESPACE => text.push(' '),
            _ => text.push_str(element.text()),
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// Returns the value of a string literal, or `None` if `node` is none or has escapes that are not read here.
pub fn string_value(node: &Node) -> Option<String> {
    let token = solid(node).next()?;
    let text = token.text();
    match token.kind() {
        NodeKind::STRING => Some(text.strip_prefix('\'')?.strip_suffix('\'')?.replace("''", "'")),
        NodeKind::DOLLAR_QUOTED_STRING => {
            let open = text[1..].find('$')? + 2;
            text.get(open..text.len().checked_sub(open)?).map(str::to_owned)
        }
        _ => None,
    }
}
