//! MySQL's errors: numbers to kinds, and the names in their messages.

use mysql_async::{DriverError, Error as Said, ServerError};
use nexusql_base::Diagnostic;

use crate::error::{Code, Error, Kind};

/// Returns what the server said, or what happened on the way to it.
pub(super) fn error(said: &Said) -> Error {
    match said {
        Said::Server(server) => of_server(server),
        Said::Driver(DriverError::StmtParamsMismatch { required, supplied }) => {
            let diagnostic =
                Diagnostic::error("foreign-parameter", "statement has parameters that are not written \":name\"");
            let detail = format!("MySQL sees {required}, and {supplied} are given.");
            Error::new(Kind::Parameter, diagnostic.with_detail(detail).with_hint("Write \":name\"."))
        }
        other => Error::new(
            Kind::Connection,
            Diagnostic::error("connection-lost", "connection to the server was lost").with_detail(sentence(other)),
        ),
    }
}

/// Returns the number of what the server said.
pub(super) fn number(said: &Said) -> Option<u16> {
    match said {
        Said::Server(server) => Some(server.code),
        _ => None,
    }
}

fn of_server(said: &ServerError) -> Error {
    let diagnostic = Diagnostic::error("engine-error", said.message.as_str()).with_sqlstate(&said.state);
    let error = Error::new(kind(said), diagnostic).with_code(Code::Number(i64::from(said.code)));
    match hint(said.code) {
        Some(hint) => names(error.or_hint(hint), said),
        None => names(error, said),
    }
}

/// Returns the innermost cause as a sentence.
pub(super) fn sentence(said: &Said) -> String {
    let mut cause: &dyn std::error::Error = said;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let text = cause.to_string();
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", chars.as_str().trim_end_matches('.'))
}

/// Source: MySQL, "Server Error Message Reference"; MariaDB, "MariaDB Error Codes".
fn kind(said: &ServerError) -> Kind {
    match said.code {
        1022 | 1062 | 1169 | 1557 | 1586 => Kind::Unique,
        1216 | 1217 | 1451 | 1452 | 1761 | 1762 => Kind::ForeignKey,
        1048 | 1263 | 1364 => Kind::NotNull,
        3819 | 4025 => Kind::Check,
        1644 => Kind::Constraint,
        1020 => Kind::Serialization,
        1213 | 1614 => Kind::Deadlock,
        1205 | 3572 => Kind::Lock,
        1969 | 3024 => Kind::Timeout,
        1317 => Kind::Cancelled,
        1040 | 1045 | 1053 | 1077 | 1129 | 1130 | 1152 | 1184 | 1203 | 1226 | 1927 | 3169 | 4031 => Kind::Connection,
        1064 | 1149 => Kind::Syntax,
        1046 | 1049 | 1051 | 1054 | 1072 | 1091 | 1109 | 1115 | 1128 | 1146 | 1176 | 1193 | 1243 | 1305 | 1360
        | 1539 => Kind::Unknown,
        1007 | 1050 | 1060 | 1061 | 1304 | 1359 | 1396 | 1537 | 1826 => Kind::Exists,
        1044 | 1095 | 1142 | 1143 | 1227 | 1290 | 1370 | 1698 | 1792 | 1836 => Kind::Permission,
        1153 | 1264 | 1265 | 1292 | 1301 | 1365 | 1366 | 1367 | 1406 | 1411 | 1690 | 3140 | 3854 => Kind::Value,
        1179 | 1400 | 1568 => Kind::Transaction,
        1235 | 1295 | 1178 | 1286 | 4078 => Kind::Unsupported,
        _ => match said.state.get(..2) {
            Some("08" | "28") => Kind::Connection,
            Some("22") => Kind::Value,
            Some("23") => Kind::Constraint,
            Some("25" | "40") => Kind::Transaction,
            Some("42") => Kind::Syntax,
            _ => Kind::Other,
        },
    }
}

fn hint(number: u16) -> Option<&'static str> {
    match number {
        1153 | 1301 => Some("Raise max_allowed_packet on the server."),
        1205 => Some("Raise innodb_lock_wait_timeout, or run it again."),
        _ => None,
    }
}

/// Adds the names that the message has. It is English: the session says so.
fn names(error: Error, said: &ServerError) -> Error {
    let message = said.message.as_str();
    match said.code {
        // The value may be anything; the key comes last, in MySQL with its table.
        1062 | 1586 => match message.rsplit_once(" for key '") {
            Some((_, rest)) => match rest.trim_end_matches('\'').rsplit_once('.') {
                Some((table, key)) => error.with_table(table).with_constraint(key),
                None => error.with_constraint(rest.trim_end_matches('\'')),
            },
            None => error,
        },
        1048 | 1364 | 1263 | 1264 | 1292 | 1366 | 1406 | 1265 => match column(message) {
            Some(name) => error.with_columns([name]),
            None => error,
        },
        1451 | 1452 => foreign_key(error, message),
        3819 => match quoted(message, '\'').first() {
            Some(name) => error.with_constraint(*name),
            None => error,
        },
        // CONSTRAINT `c` failed for `db`.`t`; without a name of its own it is `t.c`.
        4025 => match quoted(message, '`').as_slice() {
            [constraint, .., table] => error.with_constraint(*constraint).with_table(*table),
            _ => error,
        },
        _ => error,
    }
}

/// Returns the column in `Column 'a' cannot be null`, `Data too long for column 'a' at row 1`, or ``for column `d`.`t`.`a` at``.
fn column(message: &str) -> Option<String> {
    let rest = ["olumn ", "Field "].iter().find_map(|word| message.rsplit_once(word)).map(|(_, rest)| rest)?;
    let place = rest.split(" at row ").next().unwrap_or(rest);
    let quote = place.chars().next().filter(|c| matches!(c, '\'' | '`'))?;
    let of_column =
        if quote == '`' { quoted(place, quote).last().copied() } else { quoted(place, quote).first().copied() };
    of_column.map(str::to_owned)
}

/// Reads ``… fails (`db`.`t`, CONSTRAINT `k` FOREIGN KEY (`a`, `b`) REFERENCES …)``.
fn foreign_key(error: Error, message: &str) -> Error {
    let Some((_, rest)) = message.split_once(" fails (") else { return error };
    let Some((table, rest)) = rest.split_once(", CONSTRAINT ") else { return error };
    let Some((constraint, rest)) = rest.split_once(" FOREIGN KEY (") else { return error };
    let columns = rest.split_once(") REFERENCES ").map_or("", |(columns, _)| columns);
    let error = quoted(table, '`').last().map_or_else(|| error.clone(), |table| error.clone().with_table(*table));
    let error =
        quoted(constraint, '`').first().map_or_else(|| error.clone(), |name| error.clone().with_constraint(*name));
    error.with_columns(quoted(columns, '`').into_iter().map(str::to_owned))
}

/// Returns what stands between pairs of `quote`.
fn quoted(text: &str, quote: char) -> Vec<&str> {
    text.split(quote).skip(1).step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use mysql_async::ServerError;

    use super::of_server;

    #[test]
    fn names_are_read_from_messages() {
        for (code, message, wanted) in [
            (1062, "Duplicate entry 'a' for key 'b' for key 'p_ab'", "p_ab/-/"),
            (1062, "Duplicate entry '1' for key 'p.PRIMARY'", "PRIMARY/p/"),
            (1048, "Column 'n' cannot be null", "-/-/n"),
            (1364, "Field 'n' doesn't have a default value", "-/-/n"),
            (1406, "Data too long for column 'v' at row 1", "-/-/v"),
            (1366, "Incorrect integer value: 'x column ' for column `db`.`t`.`i` at row 2", "-/-/i"),
            (4025, "CONSTRAINT `p_c` failed for `db`.`p`", "p_c/p/"),
            (3819, "Check constraint 'p_c' is violated.", "p_c/-/"),
            (
                1452,
                "Cannot add or update a child row: a foreign key constraint fails (`db`.`p`, CONSTRAINT `p_f` FOREIGN KEY \
                 (`f`, `g`) REFERENCES `q` (`id`, `x`))",
                "p_f/p/f,g",
            ),
        ] {
            let said = ServerError { code, message: message.to_owned(), state: "23000".to_owned() };
            let error = of_server(&said);
            let found = format!(
                "{}/{}/{}",
                error.constraint().unwrap_or("-"),
                error.table().unwrap_or("-"),
                error.columns().join(",")
            );
            assert_eq!(found, wanted, "{message}");
        }
    }
}
