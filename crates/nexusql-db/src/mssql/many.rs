//! One statement with many rows: the statements of several rows in one request, each with parameters of its own.
//!
//! One `values` of several rows would be shorter, and would give each column one type for all rows: it does not do the same.

use std::collections::VecDeque;
use std::fmt::Write as _;
use std::ops::Range;

use crate::value::Value;

/// How many rows go in one request.
const ROWS_AT_ONCE: usize = 1_000;

/// How many parameters go in one request. The server takes 2,100, among them the text and the declarations.
///
/// Source: SQL Server documentation, "Maximum capacity specifications", parameters per stored procedure.
const PARAMETERS_AT_ONCE: usize = 2_000;

/// How long the text and the values of one request may be, unless one row alone is longer.
const BYTES_AT_ONCE: usize = 256 * 1024;

/// What follows the statement of a row: after one that has failed no other runs, as if each had been sent by itself.
const AFTER: &str = "\n;if @@error <> 0 return\n;";

/// A statement that may run several times in one request: one of `insert`, `update`, `delete`, `merge`.
#[derive(Debug)]
pub(super) struct Repeated<'a> {
    text: &'a str,
    /// Where the numbers of its parameters are, and which they are.
    numbers: Vec<(Range<usize>, usize)>,
}

/// Returns `text` as a statement that may run several times in one request, if it does the same there. What declares
/// something, asks for what the one before it did, or is more than one statement does not.
pub(super) fn repeated(text: &str) -> Option<Repeated<'_>> {
    let (mut words, mut numbers, mut ended) = (Vec::new(), Vec::new(), false);
    let mut at = 0;
    while at < text.len() {
        let (kind, end) = token(text, at);
        let token = &text[at..end];
        match kind {
            Kind::Blank => {}
            // Something follows the end of the statement.
            _ if ended => return None,
            Kind::Symbol => ended = token == ";",
            Kind::Quoted => {}
            Kind::Word => match parameter(token) {
                Some(number) => numbers.push((at + 2..end, number)),
                None if token.starts_with('@') => return None,
                None => words.push(token.to_ascii_lowercase()),
            },
        }
        at = end;
    }
    let verbs = ["insert", "update", "delete", "merge"];
    let others = ["declare", "exec", "execute", "begin", "if", "while", "return", "scope_identity", "row_count_big"];
    // A `merge` has these words too, after its first one.
    let n_verbs = words.iter().filter(|word| verbs.contains(&word.as_str())).count();
    let first = words.first()?;
    let fits = verbs.contains(&first.as_str())
        && (n_verbs == 1 || first == "merge")
        && words.iter().all(|word| !others.contains(&word.as_str()));
    fits.then_some(Repeated { text, numbers })
}

impl Repeated<'_> {
    /// Returns the statements of `n_rows` rows of `n_values` values each.
    pub fn text(&self, n_rows: usize, n_values: usize) -> String {
        let mut text = String::with_capacity(n_rows * (self.text.len() + AFTER.len() + self.numbers.len() * 3));
        for row in 0..n_rows {
            let mut from = 0;
            for (range, number) in &self.numbers {
                text.push_str(&self.text[from..range.start]);
                let _ = write!(text, "{}", number + row * n_values);
                from = range.end;
            }
            text.push_str(&self.text[from..]);
            if row + 1 < n_rows {
                text.push_str(AFTER);
            }
        }
        text
    }

    /// Takes as many of `rows` as are well for one request.
    pub fn take(&self, rows: &mut VecDeque<Vec<Value>>) -> Vec<Vec<Value>> {
        let (mut taken, mut n_values, mut n_bytes) = (Vec::new(), 0, 0);
        while let Some(row) = rows.front() {
            n_values += row.len();
            n_bytes += self.text.len() + AFTER.len() + row.iter().map(size).sum::<usize>();
            let full = n_values > PARAMETERS_AT_ONCE || n_bytes > BYTES_AT_ONCE || taken.len() == ROWS_AT_ONCE;
            if full && !taken.is_empty() {
                break;
            }
            taken.extend(rows.pop_front());
        }
        taken
    }
}

/// Returns about how many bytes a value takes on its way.
fn size(value: &Value) -> usize {
    match value {
        Value::Text(text) => text.len() * 2,
        Value::Bytes(bytes) => bytes.len(),
        _ => 16,
    }
}

/// Returns the number of one of the layer's own parameters.
fn parameter(word: &str) -> Option<usize> {
    word.strip_prefix("@P").and_then(|number| number.parse().ok())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Blank,
    Quoted,
    Word,
    Symbol,
}

/// Returns the token at byte `at`. What is not closed reaches to the end.
fn token(text: &str, at: usize) -> (Kind, usize) {
    let bytes = text.as_bytes();
    let run = |fits: fn(u8) -> bool| at + bytes[at..].iter().take_while(|b| fits(**b)).count();
    let is_word = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'@' | b'#' | b'$') || b >= 0x80;
    match bytes[at] {
        b if b.is_ascii_whitespace() => (Kind::Blank, run(|b| b.is_ascii_whitespace())),
        b'-' if bytes[at..].starts_with(b"--") => (Kind::Blank, run(|b| b != b'\n')),
        b'/' if bytes[at..].starts_with(b"/*") => (Kind::Blank, comment_end(bytes, at)),
        b'[' => (Kind::Quoted, quoted_end(bytes, at, b']')),
        quote @ (b'\'' | b'"') => (Kind::Quoted, quoted_end(bytes, at, quote)),
        b if is_word(b) => (Kind::Word, run(is_word)),
        _ => (Kind::Symbol, at + 1),
    }
}

fn comment_end(bytes: &[u8], at: usize) -> usize {
    let (mut depth, mut i) = (0, at);
    while i < bytes.len() {
        match bytes[i..] {
            [b'/', b'*', ..] => (depth, i) = (depth + 1, i + 2),
            [b'*', b'/', ..] if depth == 1 => return i + 2,
            [b'*', b'/', ..] => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
    }
    i
}

fn quoted_end(bytes: &[u8], at: usize, quote: u8) -> usize {
    let mut i = at + 1;
    while i < bytes.len() {
        match bytes[i] {
            b if b == quote && bytes.get(i + 1) == Some(&quote) => i += 2,
            b if b == quote => return i + 1,
            _ => i += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_row_has_its_own_parameters() {
        for (text, wanted) in [
            (
                "insert into t (a, b) values (@P1, @P2)",
                "insert into t (a, b) values (@P1, @P2)\n;if @@error <> 0 return\n;insert into t (a, b) values (@P3, @P4)",
            ),
            (
                "update t set a = @P2, b = '@P1', [@P1] = @P2 where c = @P1 -- @P1",
                "update t set a = @P2, b = '@P1', [@P1] = @P2 where c = @P1 -- @P1\n;if @@error <> 0 return\n;\
                 update t set a = @P4, b = '@P1', [@P1] = @P4 where c = @P3 -- @P1",
            ),
            (
                "/* insert /* @P1 */ */ merge t using (values (@P1, @P2)) s (a, b) on t.a = s.a when matched then update \
                 set b = s.b when not matched then insert values (s.a, s.b);",
                "/* insert /* @P1 */ */ merge t using (values (@P1, @P2)) s (a, b) on t.a = s.a when matched then update \
                 set b = s.b when not matched then insert values (s.a, s.b);\n;if @@error <> 0 return\n;\
                 /* insert /* @P1 */ */ merge t using (values (@P3, @P4)) s (a, b) on t.a = s.a when matched then update \
                 set b = s.b when not matched then insert values (s.a, s.b);",
            ),
        ] {
            assert_eq!(repeated(text).expect(text).text(2, 2), wanted);
        }
    }

    #[test]
    fn what_is_more_than_one_statement_goes_row_by_row() {
        for text in [
            "select @P1",
            "insert into t values (@P1); insert into u values (@P1)",
            "insert into t values (@P1) insert into u values (@P1)",
            "insert into t values (@P1); select 1",
            "declare @x int = @P1; insert into t values (@x)",
            "insert into t values (@P1, @@identity)",
            "insert into t values (@P1, scope_identity())",
            "insert into t exec p @P1",
            "exec p @P1",
            "",
        ] {
            assert!(repeated(text).is_none(), "{text}");
        }
    }

    #[test]
    fn requests_are_of_bounded_size() {
        let one = repeated("insert into t values (@P1, @P2, @P3)").expect("it is an insert");
        let take = |row: Vec<Value>, n: usize| {
            let mut rows: VecDeque<_> = std::iter::repeat_n(row, n).collect();
            let mut sizes = Vec::new();
            while !rows.is_empty() {
                sizes.push(one.take(&mut rows).len());
            }
            sizes
        };
        assert_eq!(take(vec![Value::Int(1); 3], 1_500), [666, 666, 168]);
        assert_eq!(take(vec![Value::Int(1)], 2_500), [1_000, 1_000, 500]);
        assert_eq!(take(vec![Value::Bytes(vec![0; 100_000])], 5), [2, 2, 1]);
        assert_eq!(take(vec![Value::Bytes(vec![0; 1_000_000])], 3), [1, 1, 1]);
        assert_eq!(take(vec![Value::Int(1); 2_050], 2), [1, 1]);
    }
}
