//! Scripts of SQL Server: cut into batches at lines with `GO`, as sqlcmd does, and what a batch means for transactions.
//!
//! A batch is sent as it is, comments too: the server keeps them with what it makes.

use std::ops::Range;

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};

use super::lex::{Kind, token};
use super::{Nature, Step, Variables, at};
use crate::files::Part;
use crate::flavor::Flavor;

/// How often one batch may be repeated: each time is noted by itself.
const REPEATS_MAX: usize = 10_000;

/// What a batch is called that begins a transaction and ends it.
pub(crate) const OWN_TRANSACTION: &str = "BEGIN TRANSACTION";

/// Returns the batches of `part`, each as often as its `GO` says.
///
/// Errors: [`ErrorKind::Sql`] for a line with `GO` and something else, for a command that sqlcmd alone knows, for a variable
/// `$(name)` outside of strings that is not set, and for `SET IMPLICIT_TRANSACTIONS ON`.
/// Cost: linear.
pub(super) fn steps(part: &Part, variables: &Variables) -> Result<Vec<Step>> {
    let sql = part.sql();
    let mut steps = Vec::new();
    for Batch { range, repeats } in batches(sql).map_err(|fault| fault.of(part))? {
        let text = replaced(&sql[range.clone()], variables)
            .map_err(|fault| Fault { offset: range.start + fault.offset, ..fault }.of(part))?;
        let words = words(&text);
        // Faults are told where the comments before it end.
        let code = super::code(&sql[range.clone()], Flavor::Mssql);
        let offset = range.end - code.len();
        let step = Step { sql: text, offset, rows: None, nature: nature(&words, part.transaction) };
        if pair(&words, &["implicit_transactions"], &["on"]) {
            let diagnostic =
                Diagnostic::error("implicit-transactions", "migration asks for a transaction around every statement")
                    .with_hint("Take SET IMPLICIT_TRANSACTIONS ON out: what is run is in a transaction.");
            return Err(Error::new(ErrorKind::Sql, at(part, &step, diagnostic)));
        }
        steps.extend(std::iter::repeat_n(step, repeats));
    }
    Ok(steps)
}

/// What stands between two lines with `GO`.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Batch {
    pub range: Range<usize>,
    pub repeats: usize,
}

/// A line that is not understood.
#[derive(Debug)]
pub(super) struct Fault {
    offset: usize,
    diagnostic: Box<Diagnostic>,
}

impl Fault {
    fn new(offset: usize, diagnostic: Diagnostic) -> Self {
        Self { offset, diagnostic: Box::new(diagnostic) }
    }

    fn of(self, part: &Part) -> Error {
        Error::new(ErrorKind::Sql, self.diagnostic.with_place(part.place(self.offset)))
    }
}

/// Returns the batches of `text`; those of nothing but comments are left out.
pub(super) fn batches(text: &str) -> std::result::Result<Vec<Batch>, Fault> {
    let (mut found, mut at, mut start, mut has_code) = (Vec::new(), 0, 0, false);
    while at < text.len() {
        let (kind, end) = token(text, at, Flavor::Mssql);
        let line = &text[at..text[at..].find('\n').map_or(text.len(), |n| at + n)];
        let begins_line = kind != Kind::Blank && text[..at].rsplit('\n').next().is_some_and(|s| s.trim().is_empty());
        if begins_line && is_of_sqlcmd(line) {
            let word = line.split_whitespace().next().unwrap_or_default();
            let diagnostic = Diagnostic::error("sqlcmd-command", format!("\"{word}\" is a command of sqlcmd"))
                .with_hint("Write what it does in SQL; variables $(name) come from --var and the config.");
            return Err(Fault::new(at, diagnostic));
        }
        if begins_line && kind == Kind::Word && text[at..end].eq_ignore_ascii_case("go") {
            let repeats = count(&line[2..]).map_err(|diagnostic| Fault { offset: at, diagnostic })?;
            if has_code {
                found.extend(batch(text, start..at, repeats));
            }
            at += line.len();
            (start, has_code) = (at, false);
            continue;
        }
        has_code |= kind != Kind::Blank;
        at = end;
    }
    if has_code {
        found.extend(batch(text, start..text.len(), 1));
    }
    Ok(found)
}

fn batch(text: &str, range: Range<usize>, repeats: usize) -> Option<Batch> {
    let inner = &text[range.clone()];
    let start = range.start + inner.len() - inner.trim_start().len();
    let end = start + inner.trim().len();
    (start < end).then_some(Batch { range: start..end, repeats })
}

/// Returns whether a line begins with a command of sqlcmd: `:r file`, `:setvar`, `!!dir`. `::` is of SQL.
fn is_of_sqlcmd(line: &str) -> bool {
    let command = line.strip_prefix(':').and_then(|rest| rest.chars().next());
    line.starts_with("!!") || command.is_some_and(char::is_alphabetic)
}

/// Reads what follows `GO` in its line: how often, and a comment.
fn count(rest: &str) -> std::result::Result<usize, Box<Diagnostic>> {
    let (mut number, mut at) = (None, 0);
    while at < rest.len() {
        let (kind, end) = token(rest, at, Flavor::Mssql);
        let word = &rest[at..end];
        at = end;
        match kind {
            Kind::Blank => {}
            Kind::Word if number.is_none() && word.bytes().all(|b| b.is_ascii_digit()) => {
                number = word.parse().ok().filter(|n| (1..=REPEATS_MAX).contains(n));
                if number.is_none() {
                    let diagnostic = Diagnostic::error("go-count", format!("\"GO {word}\" is out of range"));
                    let hint = format!("It is 1 to {REPEATS_MAX}; more is a loop with WHILE.");
                    return Err(Box::new(diagnostic.with_hint(hint)));
                }
            }
            _ => {
                let diagnostic = Diagnostic::error("go-malformed", "a line with GO has something else in it")
                    .with_detail(format!("It has \"{}\".", rest.trim()))
                    .with_hint("GO ends a batch, and stands in a line by itself, with a number or a comment at most.");
                return Err(Box::new(diagnostic));
            }
        }
    }
    Ok(number.unwrap_or(1))
}

/// Returns `sql` with sqlcmd's variables put in as they are, in strings too, not in comments.
///
/// Errors: with the place, for one outside of strings that is not set.
fn replaced(sql: &str, variables: &Variables) -> std::result::Result<String, Fault> {
    if !sql.contains("$(") {
        return Ok(sql.to_owned());
    }
    let (mut text, mut at) = (String::with_capacity(sql.len()), 0);
    while at < sql.len() {
        let (kind, end) = token(sql, at, Flavor::Mssql);
        if kind == Kind::Blank {
            text.push_str(&sql[at..end]);
            at = end;
            continue;
        }
        // A variable may stand in the middle of a name or a string: `[$(prefix)_users]`.
        let stop = if kind == Kind::Quoted { end } else { (at + 1).max(end) };
        let mut from = at;
        while from < stop {
            match variable(&sql[from..]) {
                Some((name, length)) => match variables.0.get(name) {
                    Some(value) => {
                        text.push_str(value);
                        from += length;
                    }
                    None if kind == Kind::Quoted => {
                        text.push('$');
                        from += 1;
                    }
                    None => return Err(Fault::new(from, unset(name))),
                },
                None => {
                    let length = sql[from..].chars().next().map_or(1, char::len_utf8);
                    text.push_str(&sql[from..from + length]);
                    from += length;
                }
            }
        }
        at = from;
    }
    Ok(text)
}

/// Returns the name of the variable with which `text` begins, and how long it is written.
fn variable(text: &str) -> Option<(&str, usize)> {
    let (name, _) = text.strip_prefix("$(")?.split_once(')')?;
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    (!name.is_empty() && name.chars().all(fits)).then_some((name, name.len() + 3))
}

fn unset(name: &str) -> Diagnostic {
    Diagnostic::error("variable-unset", format!("variable \"$({name})\" has no value"))
        .with_hint(format!("Give it with --var {name}=VALUE or in [migrations.variables]."))
}

/// Returns the bare words of a batch in small letters; what is quoted is a word without letters.
pub(crate) fn words(sql: &str) -> Vec<String> {
    let (mut words, mut at) = (Vec::new(), 0);
    while at < sql.len() {
        let (kind, end) = token(sql, at, Flavor::Mssql);
        match kind {
            Kind::Word => words.push(sql[at..end].to_ascii_lowercase()),
            Kind::Quoted => words.push("''".to_owned()),
            Kind::Blank | Kind::Symbol => {}
        }
        at = end;
    }
    words
}

/// Returns whether one of `second` follows one of `first`.
fn pair(words: &[String], first: &[&str], second: &[&str]) -> bool {
    words.windows(2).any(|two| first.contains(&two[0].as_str()) && second.contains(&two[1].as_str()))
}

/// Procedures of the server that no transaction holds.
const PROCEDURES: [&str; 13] = [
    "sp_addlinkedserver",
    "sp_addlinkedsrvlogin",
    "sp_attach_db",
    "sp_detach_db",
    "sp_dropdistributor",
    "sp_adddistributor",
    "sp_droplinkedsrvlogin",
    "sp_dropserver",
    "sp_fulltext_catalog",
    "sp_fulltext_database",
    "sp_fulltext_table",
    "sp_replicationdboption",
    "sp_serveroption",
];

/// Returns what a batch means for transactions.
///
/// Source: SQL Server documentation, "Transact-SQL statements allowed in transactions"; KILL; ALTER INDEX, RESUMABLE; error
/// 12331 for what is optimized for memory.
fn nature(words: &[String], transaction: Option<bool>) -> Nature {
    let has = |word: &str| words.iter().any(|found| found == word);
    if has("native_compilation") {
        return Nature::Outside("NATIVE_COMPILATION");
    }
    // What stands in a body runs later.
    if is_module(words) {
        return Nature::Plain;
    }
    let changes = ["create", "alter", "drop"];
    let changed = |first: &str, second: &str| {
        words.windows(3).any(|three| changes.contains(&three[0].as_str()) && three[1] == first && three[2] == second)
    };
    let outside = [
        (pair(words, &changes, &["database"]), "CREATE, ALTER or DROP DATABASE"),
        (pair(words, &changes, &["fulltext"]), "CREATE, ALTER or DROP FULLTEXT"),
        (pair(words, &["backup"], &["database", "log"]), "BACKUP"),
        (pair(words, &["restore"], &["database", "log", "headeronly", "filelistonly", "verifyonly"]), "RESTORE"),
        (has("reconfigure"), "RECONFIGURE"),
        (has("kill"), "KILL"),
        (pair(words, &["resumable"], &["on"]), "RESUMABLE = ON"),
        (words.first().is_some_and(|first| first == "alter") && (has("resume") || has("pause")), "ALTER INDEX RESUME"),
        (has("memory_optimized"), "MEMORY_OPTIMIZED"),
        (changed("resource", "governor"), "ALTER RESOURCE GOVERNOR"),
        (changed("event", "session"), "CREATE, ALTER or DROP EVENT SESSION"),
        (changed("availability", "group"), "CREATE, ALTER or DROP AVAILABILITY GROUP"),
        (words.iter().any(|word| PROCEDURES.contains(&word.as_str())), "a procedure of the server"),
        // What it does is not known here, and the file says that it wants no transaction.
        (transaction == Some(false) && (has("exec") || has("execute")), "EXECUTE"),
    ];
    if let Some((_, name)) = outside.into_iter().find(|(is_it, _)| *is_it) {
        return Nature::Outside(name);
    }
    let (begins, ends) = transactions(words);
    match (begins, ends) {
        (true, true) => Nature::Outside(OWN_TRANSACTION),
        (true, false) | (false, true) => Nature::Control,
        (false, false) if only_sets(words) => Nature::Setting,
        (false, false) => Nature::Plain,
    }
}

/// Returns whether a batch makes a procedure, function, trigger or view: it is the only statement of its batch.
pub(crate) fn is_module(words: &[String]) -> bool {
    let mut words = words.iter().map(String::as_str).skip_while(|word| matches!(*word, "create" | "or" | "alter"));
    let first = words.next();
    matches!(first, Some("procedure" | "proc" | "function" | "trigger" | "view"))
}

/// Returns whether a batch begins a transaction, and whether it ends one. Going back to a savepoint ends none.
fn transactions(words: &[String]) -> (bool, bool) {
    let transaction = ["tran", "transaction"];
    let follows = |n: usize, list: &[&str]| words.get(n).is_some_and(|word| list.contains(&word.as_str()));
    let saved: Vec<&str> = (0..words.len())
        .filter(|n| words[*n] == "save" && follows(n + 1, &transaction))
        .filter_map(|n| words.get(n + 2).map(String::as_str))
        .collect();
    let (mut begins, mut ends) = (false, false);
    for (n, word) in words.iter().enumerate() {
        match word.as_str() {
            "begin" => begins |= follows(n + 1, &["tran", "transaction", "distributed"]),
            "commit" => ends = true,
            "rollback" => ends |= !(follows(n + 1, &transaction) && follows(n + 2, &saved)),
            _ => {}
        }
    }
    (begins, ends)
}

/// Returns whether a batch does nothing but set something for the session.
fn only_sets(words: &[String]) -> bool {
    let others = [
        "alter",
        "create",
        "delete",
        "deny",
        "disable",
        "drop",
        "enable",
        "exec",
        "execute",
        "grant",
        "if",
        "insert",
        "merge",
        "print",
        "raiserror",
        "revoke",
        "select",
        "throw",
        "truncate",
        "update",
        "while",
        "declare",
        "bulk",
        "begin",
        "waitfor",
    ];
    let starts = words.first().is_some_and(|first| matches!(first.as_str(), "set" | "use"));
    starts && !words.iter().any(|word| others.contains(&word.as_str()) || word.starts_with('@'))
}

/// Returns whether a batch may have set something for the session.
pub(crate) fn may_set(step: &Step) -> bool {
    words(&step.sql).iter().any(|word| matches!(word.as_str(), "set" | "use"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A script, and its batches: how often each, and its text.
    const CASES: &[(&str, &[(usize, &str)])] = &[
        ("select 1", &[(1, "select 1")]),
        ("select 1\nGO\nselect 2\ngo", &[(1, "select 1"), (1, "select 2")]),
        ("select 1\r\n  Go  \r\nselect 2\r\n", &[(1, "select 1"), (1, "select 2")]),
        ("insert t default values\nGO 5\nselect 1", &[(5, "insert t default values"), (1, "select 1")]),
        ("select 1\ngo 2 -- twice\nselect 2\ngo /* x */", &[(2, "select 1"), (1, "select 2")]),
        ("-- why\ncreate view v as\nselect 1 as go\nGO\n", &[(1, "-- why\ncreate view v as\nselect 1 as go")]),
        ("select '\ngo\n', \"\nGO\n\", [\nGO\n]]\nGO\n]", &[(1, "select '\ngo\n', \"\nGO\n\", [\nGO\n]]\nGO\n]")]),
        ("/*\ngo\n/*\ngo\n*/\ngo\n*/ select 1\nGO", &[(1, "/*\ngo\n/*\ngo\n*/\ngo\n*/ select 1")]),
        ("select 1 -- it's\nGO\nselect 2", &[(1, "select 1 -- it's"), (1, "select 2")]),
        ("select 1 as x, 2\n, 3 go\n", &[(1, "select 1 as x, 2\n, 3 go")]),
        ("goto done\ngoing:\nselect @go\n#go\n", &[(1, "goto done\ngoing:\nselect @go\n#go")]),
        ("GO\nGO\n-- nothing\nGO 3\n\n", &[]),
        ("select 'a''\ngo\n'\ngo\nselect N'é'\ngo", &[(1, "select 'a''\ngo\n'"), (1, "select N'é'")]),
        ("select 'open\ngo\nselect 2", &[(1, "select 'open\ngo\nselect 2")]),
        ("select `\ngo\nselect \\'", &[(1, "select `"), (1, "select \\'")]),
    ];

    #[test]
    fn scripts_are_cut_where_sqlcmd_cuts_them() {
        for (text, wanted) in CASES {
            let found = batches(text).expect(text);
            let found: Vec<(usize, &str)> = found.iter().map(|one| (one.repeats, &text[one.range.clone()])).collect();
            assert_eq!(&found, wanted, "{text:?}");
        }
    }

    #[test]
    fn lines_that_are_not_understood_are_told() {
        for (text, code, offset) in [
            ("select 1\ngo;", "go-malformed", 9),
            ("select 1\n go select 2", "go-malformed", 10),
            ("select 1\nGO 0", "go-count", 9),
            ("select 1\nGO 10001", "go-count", 9),
            ("select 1\nGO 2 3", "go-malformed", 9),
            (":setvar x 1\nselect 1", "sqlcmd-command", 0),
            ("select 1\n:r other.sql\n", "sqlcmd-command", 9),
            ("!!dir", "sqlcmd-command", 0),
        ] {
            let fault = batches(text).expect_err(text);
            assert_eq!((fault.diagnostic.code, fault.offset), (code, offset), "{text:?}");
        }
        let of_sql = "select geography\n::Point(1, 2, 3), '\n:r x\n'";
        assert_eq!(batches(of_sql).expect("it is SQL").len(), 1);
    }

    #[test]
    fn batches_mean_this_for_transactions() {
        for (text, wanted) in [
            ("create table t (a int); insert into t values (1)", Nature::Plain),
            ("create or alter procedure p as begin tran; commit", Nature::Plain),
            ("-- x\nalter trigger r on t after insert as rollback", Nature::Plain),
            ("create proc p with native_compilation as begin atomic end", Nature::Outside("NATIVE_COMPILATION")),
            ("alter database current set recovery simple", Nature::Outside("CREATE, ALTER or DROP DATABASE")),
            ("select 'create database x', [drop] from [database]", Nature::Plain),
            ("create fulltext index on t(a) key index k", Nature::Outside("CREATE, ALTER or DROP FULLTEXT")),
            ("exec sp_configure 'x', 1; reconfigure with override", Nature::Outside("RECONFIGURE")),
            ("create index i on t(a) with (online = on, resumable=on)", Nature::Outside("RESUMABLE = ON")),
            ("create index i on t(a) with (online = on)", Nature::Plain),
            ("alter index i on t resume", Nature::Outside("ALTER INDEX RESUME")),
            ("create table t (a int) with (memory_optimized = on)", Nature::Outside("MEMORY_OPTIMIZED")),
            ("backup log x to disk = 'y'", Nature::Outside("BACKUP")),
            ("alter event session s on server state = start", Nature::Outside("CREATE, ALTER or DROP EVENT SESSION")),
            ("select event, session from t", Nature::Plain),
            ("kill 51", Nature::Outside("KILL")),
            ("begin transaction", Nature::Control),
            ("if @@trancount > 0 commit", Nature::Control),
            ("begin try begin tran; commit end try begin catch rollback end catch", Nature::Outside(OWN_TRANSACTION)),
            ("save tran s; update t set a = 1; rollback tran s", Nature::Plain),
            ("rollback tran s", Nature::Control),
            ("declare @begin int, @tran int, @commit int select @commit", Nature::Plain),
            ("begin select 1 end", Nature::Plain),
            ("set ansi_nulls on; set quoted_identifier off", Nature::Setting),
            ("use other", Nature::Setting),
            ("set identity_insert t on insert into t (id) values (1)", Nature::Plain),
            ("set @x = 1", Nature::Plain),
            ("exec p", Nature::Plain),
        ] {
            assert_eq!(nature(&words(text), None), wanted, "{text}");
        }
        assert_eq!(nature(&words("exec p"), Some(false)), Nature::Outside("EXECUTE"));
    }

    #[test]
    fn variables_are_replaced_as_sqlcmd_does() {
        let variables = Variables([("a".to_owned(), "x'y".to_owned()), ("n".to_owned(), "5".to_owned())].into());
        for (sql, wanted) in [
            ("create table [$(a)_t] (n int default $(n))", "create table [x'y_t] (n int default 5)"),
            ("select '$(n)', $(n)$(n), N'$(other)' -- $(n) $(other)", "select '5', 55, N'$(other)' -- $(n) $(other)"),
            ("select $1, '$(a b)', $ (n), t$(n)", "select $1, '$(a b)', $ (n), t5"),
        ] {
            assert_eq!(replaced(sql, &variables).expect(sql), wanted);
        }
        assert_eq!(replaced("select é, $(other)", &variables).expect_err("it is not set").offset, 11);
    }
}
