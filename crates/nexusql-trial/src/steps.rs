//! A script as the steps in which it is sent.

use nexusql_base::{Diagnostic, Error, ErrorKind, Place, Result};
use nexusql_script::{Places, Rewritten};
use nexusql_sql::{MetaCommand, Piece, Script, runs_outside_transaction, speaks_to_another_server};

/// What a statement does to the transaction that it runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Control {
    /// It runs in it.
    None,
    /// It begins one.
    Begin,
    /// It ends one.
    End,
}

/// What one step sends, or does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// Sends a statement.
    Sql(String),
    /// Sends a statement and the rows after it.
    Copy(String, String),
    /// Sends a query, then each value that it returned.
    Gexec(String),
    /// Sends a query and keeps its only row in variables, whose names begin with the prefix.
    Gset(String, String),
    /// Sets a variable of psql's.
    Set(String, String),
    /// Does what follows if a value is true; `\elif` if the first flag is set.
    If(String, bool),
    /// Does what follows if nothing before it was done.
    Else,
    /// Ends that.
    EndIf,
    /// Says something to the user.
    Nothing,
}

/// One step of a script.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub(crate) action: Action,
    pub(crate) control: Control,
    /// Whether the server refuses it in a transaction.
    pub(crate) refuses: bool,
    /// Where it begins.
    pub place: Place,
}

/// A script as it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Steps {
    /// The steps, in their order.
    pub list: Vec<Step>,
}

impl Steps {
    /// Returns the steps of `script`.
    ///
    /// Errors: those of [`Script::pieces`]; [`ErrorKind::Sql`] for what only psql can do, and for what would reach another
    /// server.
    pub fn of(script: Script<'_>) -> Result<Self> {
        let mut places = Places::new(script);
        Self::placed(script, &mut |at| places.at(at))
    }

    /// Returns the steps of what `script` was rewritten to; their places are those of the statements that they come from.
    ///
    /// Errors: those of [`Steps::of`].
    pub(crate) fn of_rewritten(script: Script<'_>, rewritten: &Rewritten) -> Result<Self> {
        let mut places = Places::new(script);
        let new = Script::new(script.file, &rewritten.text);
        let statements = &rewritten.statements;
        Self::placed(new, &mut |at| {
            let before = statements.partition_point(|statement| statement.new_range.start <= at);
            let offset = match before.checked_sub(1).map(|last| &statements[last]) {
                Some(statement) if at < statement.new_range.end => statement.range.start,
                Some(statement) => statement.range.end + (at - statement.new_range.end),
                None => at,
            };
            places.at(offset.min(script.text.len()))
        })
    }

    fn placed(script: Script<'_>, place: &mut dyn FnMut(usize) -> Place) -> Result<Self> {
        let mut list: Vec<Step> = Vec::new();
        for piece in script.pieces() {
            match piece? {
                Piece::Statement(statement) => {
                    if let Some(advice) = speaks_to_another_server(&statement) {
                        let message = format!("{} is not run on a scratch", statement.tag());
                        let said = Diagnostic::error("reaches-out", message).with_hint(advice);
                        return Err(Error::new(ErrorKind::Sql, said.with_place(place(statement.range.start))));
                    }
                    list.push(Step {
                        control: control(&statement),
                        refuses: runs_outside_transaction(&statement).is_some(),
                        place: place(statement.range.start),
                        action: Action::Sql(statement.text.to_owned()),
                    });
                }
                Piece::CopyIn(copy) => list.push(Step {
                    control: Control::None,
                    refuses: false,
                    place: place(copy.statement.range.start),
                    action: Action::Copy(copy.statement.sql().to_owned(), copy.data.text.to_owned()),
                }),
                Piece::Meta(meta) => meta_command(place(meta.range.start), &meta, &mut list)?,
            }
        }
        Ok(Self { list })
    }

    /// Says whether a step refuses a transaction, or may.
    pub(crate) fn refuses_transaction(&self) -> bool {
        self.list.iter().any(|step| step.refuses || matches!(step.action, Action::Gexec(_)))
    }
}

fn control(statement: &nexusql_sql::Statement<'_>) -> Control {
    match statement.verb() {
        "BEGIN" | "START" => Control::Begin,
        "COMMIT" | "END" | "ABORT" => Control::End,
        "ROLLBACK" if !statement.sql().split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("to")) => {
            Control::End
        }
        _ => Control::None,
    }
}

/// Makes a step of a command of psql's, or changes what the statement before it does.
fn meta_command(place: Place, meta: &MetaCommand<'_>, list: &mut Vec<Step>) -> Result<()> {
    let step = |action| Step { action, control: Control::None, refuses: false, place: place.clone() };
    let sent = |list: &mut Vec<Step>| match list.pop() {
        Some(Step { action: Action::Sql(sql), .. }) => Some(sql),
        _ => None,
    };
    let action = match meta.name {
        "gexec" => sent(list).map(Action::Gexec),
        "gset" => sent(list).map(|sql| Action::Gset(sql, meta.arguments.to_owned())),
        "set" => {
            let (name, value) = meta.arguments.split_once(char::is_whitespace).unwrap_or((meta.arguments, ""));
            Some(Action::Set(name.to_owned(), unquoted(value.trim())))
        }
        "if" | "elif" => Some(Action::If(meta.arguments.to_owned(), meta.name == "elif")),
        "else" => Some(Action::Else),
        "endif" => Some(Action::EndIf),
        "g" | "restrict" | "unrestrict" | "echo" | "qecho" | "warn" | "timing" | "pset" | "encoding" | "x" | "t"
        | "a" | "unset" | "o" | "!" | "q" | "conninfo" => Some(Action::Nothing),
        _ => None,
    };
    match action {
        Some(action) => {
            list.push(step(action));
            Ok(())
        }
        None => {
            let message = format!("psql command \"\\{}\" is not run on a scratch", meta.name);
            Err(Error::new(ErrorKind::Sql, Diagnostic::error("meta-command", message).with_place(place)))
        }
    }
}

fn unquoted(value: &str) -> String {
    match value.strip_prefix('\'').and_then(|value| value.strip_suffix('\'')) {
        Some(inner) => inner.replace("''", "'"),
        None => value.to_owned(),
    }
}
