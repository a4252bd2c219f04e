//! Reading checks.

use nexusql_base::{Diagnostic, Error, ErrorKind, Place, Result};

use super::{Check, FORMS, TableName, Written};
use crate::files::{Version, name};
use crate::flavor::Flavor;
use crate::statements::comments;

/// What a comment begins with that is a check.
const MARK: &str = "check:";

/// Returns the checks in the comments of `text`, the file `file`: lines that begin with `-- check:`.
///
/// Errors: [`ErrorKind::Sql`], code `check-unknown`, with the places of all that are not understood.
pub fn in_text(file: &str, text: &str, flavor: Flavor) -> Result<Vec<Written>> {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for range in comments(text, flavor) {
        let Some(comment) = text[range.clone()].strip_prefix("--").map(str::trim) else { continue };
        let Some(words) = comment.get(..MARK.len()).filter(|start| start.eq_ignore_ascii_case(MARK)) else { continue };
        let words = comment[words.len()..].trim();
        match parse(words, flavor) {
            Ok(check) => found.push(Written { check, words: words.to_owned(), offset: range.start }),
            Err(error) => {
                let place = Place::at(file, text, range.start);
                faults.extend(error.diagnostics().iter().cloned().map(|fault| fault.with_place(place.clone())));
            }
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(Error::several(ErrorKind::Sql, faults)) }
}

/// Reads a check: `no nulls in app.users(email)`. Names are written as in SQL.
///
/// Errors: [`ErrorKind::Sql`], code `check-unknown`, with all forms.
pub fn parse(words: &str, flavor: Flavor) -> Result<Check> {
    let mut reader = Reader { rest: words.trim().trim_end_matches(';').trim_end(), flavor };
    reader.check().filter(|_| reader.rest.is_empty()).ok_or_else(|| {
        let diagnostic = Diagnostic::error("check-unknown", format!("check \"{words}\" is not understood"));
        Error::new(ErrorKind::Sql, diagnostic.with_hint(FORMS))
    })
}

struct Reader<'a> {
    rest: &'a str,
    flavor: Flavor,
}

impl Reader<'_> {
    fn check(&mut self) -> Option<Check> {
        let first = self.word()?;
        match first.as_str() {
            "table" => {
                let table = self.table()?;
                self.expect("exists").then_some(Check::TableExists(table))
            }
            "no" => {
                let what = self.word()?;
                if !self.expect("in") {
                    return None;
                }
                let (table, columns) = (self.table()?, self.columns()?);
                match what.as_str() {
                    "nulls" => Some(Check::NoNulls(table, columns)),
                    "duplicates" => Some(Check::NoDuplicates(table, columns)),
                    _ => None,
                }
            }
            "fewer" => {
                let n = self.expect("than").then(|| self.word())??.replace('_', "").parse().ok()?;
                let fits = self.expect("rows") && self.expect("in");
                fits.then(|| self.table()).flatten().map(|table| Check::FewerRows(table, n))
            }
            "track" => {
                let end = self.rest.find(char::is_whitespace)?;
                let (track, rest) = self.rest.split_at(end);
                let track = track.to_owned();
                self.rest = rest.trim_start();
                let version = self.expect("at").then(|| Version::parse(std::mem::take(&mut self.rest)))??;
                name::is_track(&track).then_some(Check::TrackAt(track, version))
            }
            _ => None,
        }
    }

    /// Takes a bare word, in small letters.
    fn word(&mut self) -> Option<String> {
        let end = self.rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        (!word.is_empty()).then(|| word.to_lowercase())
    }

    fn expect(&mut self, wanted: &str) -> bool {
        self.word().is_some_and(|word| word == wanted)
    }

    fn symbol(&mut self, wanted: char) -> bool {
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.map_or(self.rest, str::trim_start);
        rest.is_some()
    }

    /// Takes a name as SQL has it.
    fn name(&mut self) -> Option<String> {
        let quotes: &[char] = match self.flavor {
            Flavor::Postgres => &['"'],
            Flavor::MySql | Flavor::Sqlite => &['"', '`'],
            Flavor::Mssql => &['"', '['],
        };
        let Some(quote) = self.rest.chars().next().filter(|first| quotes.contains(first)) else {
            let end =
                self.rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '$')).unwrap_or(self.rest.len());
            let (word, rest) = self.rest.split_at(end);
            self.rest = rest.trim_start();
            let folds = self.flavor == Flavor::Postgres;
            return (!word.is_empty()).then(|| if folds { word.to_lowercase() } else { word.to_owned() });
        };
        let quote = if quote == '[' { ']' } else { quote };
        let (mut name, mut chars) = (String::new(), self.rest.char_indices().skip(1).peekable());
        while let Some((at, c)) = chars.next() {
            if c != quote {
                name.push(c);
            } else if chars.next_if(|(_, next)| *next == quote).is_some() {
                name.push(quote);
            } else {
                self.rest = self.rest[at + c.len_utf8()..].trim_start();
                return (!name.is_empty()).then_some(name);
            }
        }
        None
    }

    fn table(&mut self) -> Option<TableName> {
        let first = self.name()?;
        if !self.symbol('.') {
            return Some(TableName { schema: None, name: first });
        }
        Some(TableName { schema: Some(first), name: self.name()? })
    }

    fn columns(&mut self) -> Option<Vec<String>> {
        let mut columns = Vec::new();
        if !self.symbol('(') {
            return None;
        }
        loop {
            columns.push(self.name()?);
            if self.symbol(')') {
                return Some(columns);
            }
            if !self.symbol(',') {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(schema: Option<&str>, name: &str) -> TableName {
        TableName { schema: schema.map(str::to_owned), name: name.to_owned() }
    }

    #[test]
    fn each_form_is_read() {
        let columns = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        for (words, wanted) in [
            ("table App.Users exists", Check::TableExists(table(Some("app"), "users"))),
            ("Table \"My \"\"Table\" exists;", Check::TableExists(table(None, "My \"Table"))),
            (
                "no nulls in users(email, \"Full Name\")",
                Check::NoNulls(table(None, "users"), columns(&["email", "Full Name"])),
            ),
            ("no duplicates in a . b ( c )", Check::NoDuplicates(table(Some("a"), "b"), columns(&["c"]))),
            ("fewer than 100_000 rows in t", Check::FewerRows(table(None, "t"), 100_000)),
            ("track core at 1.2", Check::TrackAt("core".to_owned(), Version::parse("1.2").unwrap())),
            (
                "track my-app at 20231201120000",
                Check::TrackAt("my-app".to_owned(), Version::parse("20231201120000").unwrap()),
            ),
        ] {
            assert_eq!(parse(words, Flavor::Postgres).unwrap(), wanted, "{words}");
        }
        assert_eq!(parse("table `A` exists", Flavor::MySql).unwrap(), Check::TableExists(table(None, "A")));
        assert_eq!(
            parse("table dbo.[A]]b ] exists", Flavor::Mssql).unwrap(),
            Check::TableExists(table(Some("dbo"), "A]b "))
        );
        assert_eq!(parse("table A exists", Flavor::Sqlite).unwrap(), Check::TableExists(table(None, "A")));
    }

    #[test]
    fn what_is_none_is_told_where_it_stands() {
        for words in [
            "",
            "tabel a exists",
            "table a",
            "table a exists now",
            "no nulls in a",
            "no nulls in a()",
            "no nulls in a(b",
            "no rows in a(b)",
            "fewer than x rows in a",
            "fewer than 1 row in a",
            "track core at x",
            "track 1 at 2",
            "table \"a exists",
            "table a; drop table b exists",
            "no nulls in a(b) where true",
            "table a.b.c exists",
        ] {
            let error = parse(words, Flavor::Postgres).expect_err(words);
            assert!(error.diagnostic().hint.as_ref().is_some_and(|hint| hint.contains("no nulls in NAME")), "{words}");
        }
        let text = "select '\n-- check: nonsense\n' where false;\n  -- check: table a exists\n-- checks: x\n/* -- check: y */\n--CHECK: z\n";
        let error = in_text("a.check.sql", text, Flavor::Postgres).expect_err("z is none");
        let places: Vec<usize> = error.diagnostics().iter().filter_map(|one| Some(one.place.as_ref()?.line)).collect();
        assert_eq!(places, [7]);
    }
}
