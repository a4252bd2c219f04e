//! What is not sent to a scratch: commands for psql, and statements that reach beyond one database.

use nexusql_base::{Diagnostic, Error, ErrorKind, Result};
use nexusql_sql::{MetaCommand, Script, Statement, enables_subscription, speaks_to_another_server};

use crate::workspace::RolesOf;

/// What to do with a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Run it.
    Run,
    /// Leave it out: it says nothing of the schema.
    Pass,
    /// Leave it out and say so.
    Skip(&'static str),
    /// Stop.
    Refuse(&'static str),
}

/// Lets pass the commands that change nothing for a schema.
///
/// Errors: [`ErrorKind::Sql`] for every other one.
pub(super) fn meta_command(script: Script<'_>, meta: &MetaCommand<'_>) -> Result<()> {
    let hint = match meta.name {
        "restrict" | "unrestrict" | "echo" | "qecho" | "warn" | "timing" | "pset" | "encoding" | "x" | "t" | "a" => {
            return Ok(());
        }
        // psql's own variables; those of a script are in lower case by custom and would be used.
        "set" | "unset" if meta.arguments.starts_with(|c: char| c.is_ascii_uppercase()) => return Ok(()),
        "connect" | "c" => "A source is one database. Split the script and name each part.",
        "i" | "ir" | "include" | "include_relative" => "Name the folder that holds the files as the source.",
        "copy" => "Write the rows into the script with \"COPY … FROM stdin\".",
        "set" | "if" | "elif" | "else" | "endif" | "gexec" | "gset" | "prompt" => {
            "Run the script with psql on a database, and name that database as the source."
        }
        _ => "Take it out, or run the script with psql on a database and name that as the source.",
    };
    let message = format!("psql command \"\\{}\" cannot be used in a source", meta.name);
    let diagnostic = Diagnostic::error("meta-command", message).with_place(script.place(meta.range.start));
    Err(Error::new(ErrorKind::Sql, diagnostic.with_hint(hint)))
}

/// Judges whether `statement` stays within the scratch's own database.
pub(super) fn judge(statement: &Statement<'_>, roles: RolesOf) -> Verdict {
    let tag = statement.tag();
    if let Some(advice) = speaks_to_another_server(statement) {
        return Verdict::Refuse(advice);
    }
    match (tag.verb, tag.kind) {
        ("ALTER", "SUBSCRIPTION") if enables_subscription(statement) => {
            Verdict::Skip("A scratch reaches no other server. Whether a subscription runs is not compared.")
        }
        ("CREATE" | "DROP", "DATABASE") => {
            Verdict::Refuse("A source is one database. Take the statement out; name the database when connecting.")
        }
        ("CREATE" | "DROP" | "ALTER", "TABLESPACE") | ("ALTER", "SYSTEM") => {
            Verdict::Refuse("It changes the whole server and belongs to no schema. Take it out.")
        }
        ("ALTER", "DATABASE") => Verdict::Skip("Settings of a database are not part of its schema."),
        ("ALTER" | "DROP", "ROLE" | "USER" | "GROUP") if roles == RolesOf::Everybody => {
            Verdict::Skip("Roles of the scratch server belong to everyone on it.")
        }
        // The other schema may use the role as well.
        ("DROP", "ROLE" | "USER" | "GROUP") if roles == RolesOf::TwoSchemas => Verdict::Pass,
        _ => Verdict::Run,
    }
}
