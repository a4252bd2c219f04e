//! The password file: `host:port:database:user:password`, a line each.

use std::path::Path;

use super::Host;

/// Returns the file's text, unless it is absent or others may read it, as libpq does.
pub(super) fn read(path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if std::fs::metadata(path).ok()?.permissions().mode() & 0o077 != 0 {
            return None;
        }
    }
    std::fs::read_to_string(path).ok()
}

/// Returns the password of the first line that fits.
///
/// Source: PostgreSQL manual, "The Password File"; `passwordFromFile` in libpq's fe-connect.c.
pub(super) fn find(text: &str, host: &Host, database: &str, user: &str) -> Option<String> {
    let name = if host.is_socket() { "localhost" } else { &host.name };
    let port = host.port.unwrap_or(5432).to_string();
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = fields(line);
        let [line_host, line_port, line_database, line_user, password] = fields.as_slice() else { return None };
        let fits = |field: &str, value: &str| field == "*" || field == value;
        let host_fits = fits(line_host, name) || host.is_socket() && line_host == &host.name;
        (host_fits && fits(line_port, &port) && fits(line_database, database) && fits(line_user, user))
            .then(|| password.clone())
    })
}

fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        let n_fields = fields.len();
        let last = &mut fields[n_fields - 1];
        match c {
            '\\' => last.extend(chars.next()),
            ':' if n_fields < 5 => fields.push(String::new()),
            c => last.push(c),
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_fits_wins() {
        let text = "# a comment\nh:5432:app:me:one\n*:*:*:me:t\\:wo:x\n";
        let host = |name: &str| Host { name: name.to_owned(), port: None };
        assert_eq!(find(text, &host("h"), "app", "me").as_deref(), Some("one"));
        assert_eq!(find(text, &host("other"), "app", "me").as_deref(), Some("t:wo:x"));
        assert_eq!(find(text, &host("h"), "app", "you"), None);
    }
}
