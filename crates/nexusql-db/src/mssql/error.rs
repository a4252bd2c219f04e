//! SQL Server's errors: numbers to kinds, and the names in their messages.

use nexusql_base::Diagnostic;
use tiberius::error::{Error as Said, IoErrorKind, TokenError};

use crate::error::{Code, Error, Kind, fail};

/// Returns what the server said, or what happened on the way to it.
pub(super) fn error(said: &Said) -> Error {
    match said {
        Said::Server(fields) => server(fields),
        Said::Io { kind: IoErrorKind::TimedOut, message } => fail(Kind::Timeout, "timeout", message.clone()),
        Said::Io { message, .. } => {
            fail(Kind::Connection, "connection-lost", format!("connection was lost: {message}"))
        }
        Said::Tls(message) => {
            let hint =
                "Name the authority's certificate with sslrootcert, or trust any with trustServerCertificate=yes.";
            let diagnostic = Diagnostic::error("tls-failed", "could not make a TLS connection");
            Error::new(Kind::Connection, diagnostic.with_detail(format!("{message}.")).with_hint(hint))
        }
        Said::Utf8 | Said::Utf16 | Said::Encoding(_) | Said::Conversion(_) | Said::ParseInt(_) => {
            fail(Kind::Value, "bad-value", format!("value of the server cannot be read: {said}"))
        }
        _ => fail(Kind::Connection, "protocol", said.to_string()),
    }
}

fn server(fields: &TokenError) -> Error {
    let number = fields.code();
    let kind = kind(number, fields.class(), fields.message());
    let place = match (fields.procedure(), fields.line()) {
        ("", line) => format!("It is in line {line} of the statement as it was sent."),
        (procedure, line) => format!("It is in line {line} of \"{procedure}\"."),
    };
    let code = match kind {
        Kind::Lock => "lock-timeout",
        Kind::Deadlock => "deadlock",
        _ => "engine-error",
    };
    let diagnostic = Diagnostic::error(code, fields.message().trim_end_matches('.')).with_detail(place);
    let mut error = Error::new(kind, diagnostic).with_code(Code::Number(i64::from(number)));
    // What is said before a line is read has none.
    if let Some(line) = usize::try_from(fields.line()).ok().filter(|line| *line > 0) {
        error = error.with_line(line, Some(fields.procedure()).filter(|name| !name.is_empty()));
    }
    let message = fields.message();
    // Number 2601 is of an index that is no constraint; it is told all the same.
    if let Some(name) = between(message, "constraint").or_else(|| between(message, "unique index")) {
        error = error.with_constraint(name);
    }
    if let Some(name) = between(message, "object").or_else(|| between(message, "table")) {
        error = error.with_table(name.rsplit('.').next().unwrap_or(name));
    }
    match between(message, "column") {
        Some(name) => error.with_columns([name.to_owned()]),
        None => error,
    }
}

/// Returns the quoted name that follows `word`; a server that speaks another language names none.
fn between<'m>(message: &'m str, word: &str) -> Option<&'m str> {
    let start = message.find(&format!("{word} ")).map(|at| at + word.len() + 1)?;
    let quote = message[start..].chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    message[start + 1..].split(quote).next().filter(|name| !name.is_empty())
}

/// Source: SQL Server documentation, "Database Engine events and errors".
fn kind(number: u32, class: u8, message: &str) -> Kind {
    match number {
        2627 | 2601 => Kind::Unique,
        547 if message.contains("CHECK") => Kind::Check,
        547 => Kind::ForeignKey,
        515 => Kind::NotNull,
        550 => Kind::Constraint,
        1205 => Kind::Deadlock,
        3960 | 3961 | 41302 | 41305 | 41325 => Kind::Serialization,
        1222 => Kind::Lock,
        207 | 208 | 195 | 2812 | 3701 | 3702 | 4902 | 911 | 942 | 15151 | 4121 | 15009 | 1088 => Kind::Unknown,
        2714 | 1913 | 1801 | 2705 | 2759 | 15023 | 15025 => Kind::Exists,
        229 | 230 | 262 | 297 | 300 | 916 | 3906 | 15247 | 978 => Kind::Permission,
        4060 | 18452 | 18456 | 18470 | 18486 | 18487 | 18488 | 40613 | 40197 | 10928 | 10929 => Kind::Connection,
        220 | 232 | 241 | 242 | 244 | 245 | 248 | 257 | 206 | 295 | 296 | 402 | 2628 | 8114 | 8115 | 8134 | 8152
        | 8169 | 9420 | 517 | 3623 | 13609 => Kind::Value,
        266 | 627 | 628 | 3902 | 3903 | 3910 | 3930 | 3931 | 3933 | 3997 | 6401 | 3998 => Kind::Transaction,
        137 | 8178 | 201 => Kind::Parameter,
        102 | 103 | 105 | 113 | 156 | 170 | 174 | 178 | 319 | 1038 | 4104 | 8120 | 8155 => Kind::Syntax,
        // From this class on the server ends the connection.
        _ if class >= 20 => Kind::Connection,
        50_000.. if class >= 11 => Kind::Constraint,
        _ => match class {
            14 => Kind::Permission,
            15 => Kind::Syntax,
            _ => Kind::Other,
        },
    }
}

/// Returns the error for a value that would come to the server as another one.
pub(super) fn refuse(message: impl Into<String>, hint: impl Into<String>) -> Error {
    Error::new(Kind::Value, Diagnostic::error("value-not-held", message).with_hint(hint))
}

/// Returns the error of a statement that was stopped on request.
pub(super) fn cancelled() -> Error {
    fail(Kind::Cancelled, "cancelled", "statement was cancelled")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_kinds_and_messages_have_names() {
        let foreign = "The INSERT statement conflicted with the FOREIGN KEY constraint \"fk_a\". The conflict occurred \
                       in database \"db\", table \"dbo.parents\", column 'id'.";
        assert_eq!(kind(547, 16, foreign), Kind::ForeignKey);
        assert_eq!(kind(547, 16, "… conflicted with the CHECK constraint \"c\"."), Kind::Check);
        assert_eq!((between(foreign, "constraint"), between(foreign, "column")), (Some("fk_a"), Some("id")));
        let unique = "Violation of PRIMARY KEY constraint 'pk_t'. Cannot insert duplicate key in object 'dbo.t'. The \
                      duplicate key value is (1).";
        assert_eq!((between(unique, "constraint"), between(unique, "object")), (Some("pk_t"), Some("dbo.t")));
        assert_eq!(between("Es gibt keinen constraint", "constraint"), None);
        for (number, class, wanted) in [
            (2627, 14, Kind::Unique),
            (1205, 13, Kind::Deadlock),
            (3960, 16, Kind::Serialization),
            (208, 16, Kind::Unknown),
            (18456, 14, Kind::Connection),
            (60_001, 16, Kind::Constraint),
            (64, 20, Kind::Connection),
            (999, 15, Kind::Syntax),
            (999, 16, Kind::Other),
        ] {
            assert_eq!(kind(number, class, ""), wanted, "{number}");
        }
    }
}
