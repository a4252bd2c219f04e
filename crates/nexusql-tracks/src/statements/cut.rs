//! Cutting scripts of MySQL and SQLite into statements: at semicolons that stand in no body, or at the delimiter that a
//! line `DELIMITER //` has set.

use std::ops::Range;

use super::lex::{Kind, token};
use crate::flavor::Flavor;

/// Returns where the statements of `text` are, without what ends them.
///
/// Cost: linear.
pub fn cut(text: &str, flavor: Flavor) -> Vec<Range<usize>> {
    let mut cutter = Cutter { text, flavor, at: 0, delimiter: ";".to_owned(), found: Vec::new() };
    while cutter.at < text.len() {
        cutter.statement();
    }
    cutter.found
}

struct Cutter<'a> {
    text: &'a str,
    flavor: Flavor,
    at: usize,
    delimiter: String,
    found: Vec<Range<usize>>,
}

/// What is open in a statement.
#[derive(Default)]
struct Body {
    /// Whether the statement makes a routine, a trigger or an event.
    has_body: bool,
    depth: usize,
    words: Vec<String>,
    /// Whether a statement of the body begins here.
    at_start: bool,
    after_end: bool,
}

impl Cutter<'_> {
    fn statement(&mut self) {
        let (mut start, mut end) = (None, self.at);
        let mut body = Body::default();
        while self.at < self.text.len() {
            let (kind, next) = token(self.text, self.at, self.flavor);
            if kind == Kind::Blank {
                if start.is_none() && self.starts_block() {
                    return self.block();
                }
                self.at = next;
                continue;
            }
            if start.is_none() && self.takes_delimiter() {
                return;
            }
            let custom = self.delimiter != ";";
            if self.text[self.at..].starts_with(self.delimiter.as_str()) && (custom || body.depth == 0) {
                self.at += self.delimiter.len();
                break;
            }
            start.get_or_insert(self.at);
            if !custom {
                body.read(kind, &self.text[self.at..next], self.flavor);
            }
            (self.at, end) = (next, next);
        }
        if let Some(start) = start {
            self.found.push(start..end);
        }
    }

    /// Takes a line `DELIMITER //`.
    fn takes_delimiter(&mut self) -> bool {
        let rest = &self.text[self.at..];
        let line = rest.lines().next().unwrap_or("");
        let mut words = line.split_whitespace();
        let is_command =
            self.flavor == Flavor::MySql && words.next().is_some_and(|word| word.eq_ignore_ascii_case("delimiter"));
        let Some(delimiter) = words.next().filter(|_| is_command) else { return false };
        self.delimiter = delimiter.to_owned();
        self.at += line.len();
        true
    }

    /// Says whether the comment here is goose's mark of a statement with semicolons in it.
    fn starts_block(&self) -> bool {
        let line = self.text[self.at..].lines().next().unwrap_or("");
        line.strip_prefix("--").is_some_and(|rest| rest.trim().eq_ignore_ascii_case("+goose statementbegin"))
    }

    fn block(&mut self) {
        let text = self.text;
        let from = text[self.at..].find('\n').map_or(text.len(), |n| self.at + n + 1);
        let lower = text[from..].to_ascii_lowercase();
        let end = lower.find("+goose statementend").map_or(text.len(), |n| from + n);
        let body = text[from..end].trim_end_matches([' ', '-']).trim_end();
        let body = body.strip_suffix(';').unwrap_or(body);
        let start = from + body.len() - body.trim_start().len();
        if !body.trim().is_empty() {
            self.found.push(start..from + body.len());
        }
        self.at = text[end..].find('\n').map_or(text.len(), |n| end + n + 1);
    }
}

impl Body {
    fn read(&mut self, kind: Kind, text: &str, flavor: Flavor) {
        if kind != Kind::Word {
            // A label ends with a colon, and a statement follows it.
            self.at_start = matches!(text, ";" | ":");
            self.after_end = false;
            return;
        }
        let word = text.to_ascii_lowercase();
        if self.words.len() < 24 && !self.has_body {
            let routine = ["trigger", "procedure", "function", "event", "package"];
            self.has_body =
                self.words.first().is_some_and(|first| first == "create") && routine.contains(&word.as_str());
            self.words.push(word.clone());
            return;
        }
        if !self.has_body {
            return;
        }
        let opens = match word.as_str() {
            "begin" | "case" => true,
            "if" | "loop" | "repeat" | "while" => flavor == Flavor::MySql && (self.at_start && self.depth > 0),
            _ => false,
        };
        if word == "end" {
            self.depth = self.depth.saturating_sub(1);
            (self.after_end, self.at_start) = (true, false);
        } else if self.after_end && matches!(word.as_str(), "if" | "case" | "loop" | "repeat" | "while") {
            self.after_end = false;
        } else {
            self.depth += usize::from(opens);
            self.after_end = false;
            self.at_start = matches!(word.as_str(), "begin" | "then" | "else" | "do" | "loop" | "repeat");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::cut;
    use crate::flavor::Flavor;

    fn texts(text: &str, flavor: Flavor) -> Vec<&str> {
        cut(text, flavor).into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn semicolons_in_strings_comments_and_bodies_end_nothing() {
        let mysql = "insert into t values ('a;\\'b'); -- x; y\n# c;\ncreate trigger r before insert on t for each row begin \
                     if new.a > 1 then set new.b = case when 1 then 2 else 3 end; end if; l: loop leave l; end loop; end; \
                     select `a;b`;";
        let found = texts(mysql, Flavor::MySql);
        assert_eq!(found.len(), 3, "{found:#?}");
        assert!(found[1].ends_with("end loop; end"), "{found:#?}");
        let sqlite = "create trigger r after insert on t begin update t set a = case when 1 then 2 end; select 1; end;\n\
                      create table [a;b] (x);";
        assert_eq!(texts(sqlite, Flavor::Sqlite).len(), 2);
    }

    #[test]
    fn a_delimiter_may_be_set() {
        let text = "delimiter //\ncreate procedure p() begin select 1; select 2; end//\ndelimiter ;\nselect 3;\n";
        assert_eq!(texts(text, Flavor::MySql), ["create procedure p() begin select 1; select 2; end", "select 3"]);
        let goose =
            "-- +goose StatementBegin\ncreate procedure p() begin select 1; end;\n-- +goose StatementEnd\nselect 2;";
        assert_eq!(texts(goose, Flavor::MySql), ["create procedure p() begin select 1; end", "select 2"]);
    }
}
